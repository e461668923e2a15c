import { describe, expect, it } from "vitest";
import type { DesiredProxy } from "./desired/desired-proxy.ts";
import { type ObservedProxy, plan } from "./plan.ts";

const want = (key: string, fingerprint = "new"): DesiredProxy => ({ key, fingerprint }) as DesiredProxy;
const found = (phase: ObservedProxy["phase"], fingerprint = "new", refused?: string): ObservedProxy => ({
  key: "a",
  phase,
  fingerprint,
  ...(refused !== undefined && { refused }),
});

describe("plan", () => {
  it.each<[string, DesiredProxy | undefined, ObservedProxy | undefined, string | undefined]>([
    ["nothing is there", want("a"), undefined, "start"],
    ["it serves as it must", want("a"), found("live"), undefined],
    ["it starts as it must", want("a"), found("starting"), undefined],
    ["a restart is due", want("a"), found("waiting"), undefined],
    ["what failed has changed", want("a"), found("waiting", "old"), "start"],
    ["it changed before it served", want("a"), found("starting", "old"), "restart"],
    ["it changed while it serves", want("a"), found("live", "old"), "replace"],
    ["Envoy refused the change", want("a"), found("live", "old", "new"), undefined],
    ["it changed again after Envoy refused", want("a", "newer"), found("live", "old", "new"), "replace"],
    ["it went back after Envoy refused", want("a", "old"), found("live", "old", "new"), undefined],
    ["it is not wanted", undefined, found("live"), "end"],
    ["it is not wanted and waits", undefined, found("waiting"), "end"],
    ["it ends already", undefined, found("ending"), undefined],
    ["it is wanted again while it ends", want("a"), found("ending"), undefined],
  ])("when %s", (_title, desired, observed, kind) => {
    const actions = plan(desired ? [desired] : [], observed ? [observed] : []);
    expect(actions.map((action) => action.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  it("is sorted by key, whatever the order of what it is given", () => {
    const keys = plan([want("c"), want("b")], [found("live")]).map(({ key }) => key);
    expect(keys).toEqual(["a", "b", "c"]);
  });
});
