import { describe, expect, it } from "vitest";
import type { DesiredProxy } from "./desired/desired-proxy.ts";
import { type ObservedProxy, plan } from "./plan.ts";

const want = (fingerprint = "new"): DesiredProxy => ({ key: "a", fingerprint }) as DesiredProxy;
const found = (phase: ObservedProxy["phase"], fingerprint = "new", refused?: string): ObservedProxy => ({
  phase,
  fingerprint,
  ...(refused !== undefined && { refused }),
});

describe("plan", () => {
  it.each<[string, DesiredProxy, ObservedProxy | undefined, string | undefined]>([
    ["nothing is there", want(), undefined, "start"],
    ["it serves as it must", want(), found("live"), undefined],
    ["it starts as it must", want(), found("starting"), undefined],
    ["a restart is due", want(), found("waiting"), undefined],
    ["what failed has changed", want(), found("waiting", "old"), "start"],
    ["it changed before it served", want(), found("starting", "old"), "restart"],
    ["it changed while it serves", want(), found("live", "old"), "replace"],
    ["Envoy refused the change", want(), found("live", "old", "new"), undefined],
    ["it changed again after Envoy refused", want("newer"), found("live", "old", "new"), "replace"],
    ["it went back after Envoy refused", want("old"), found("live", "old", "new"), undefined],
  ])("when %s", (_title, desired, observed, kind) => {
    const action = plan(desired, observed);
    expect(action?.kind).toBe(kind);
    expect(action?.proxy).toBe(kind === undefined ? undefined : desired);
  });
});
