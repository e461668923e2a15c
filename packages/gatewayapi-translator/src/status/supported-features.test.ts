import { describe, expect, it } from "vitest";
import { defaultTranslateOptions, type TranslateOptions } from "../options.ts";
import { supportedFeatures } from "./supported-features.ts";

const names = (options: Partial<TranslateOptions> = {}): readonly string[] =>
  supportedFeatures({ ...defaultTranslateOptions, ...options }).map(({ name }) => name);

describe("supported features", () => {
  it("are sorted, unique, and no more than a status may list", () => {
    expect(names()).toEqual([...new Set(names())].sort());
    expect(names({ gatewayNamespaceMode: true }).length).toBeLessThanOrEqual(64);
  });

  it.each<[string, Partial<TranslateOptions>]>([
    ["GatewayHTTPSListenerDetectMisdirectedRequests", { misdirectedRequests: "refuse" }],
    ["GatewayStaticAddresses", { runningOnHost: false }],
    ["GatewayInfrastructurePropagation", { gatewayNamespaceMode: true }],
  ])("include %s only where it is so", (name, options) => {
    const without = { misdirectedRequests: "avoid", runningOnHost: true, gatewayNamespaceMode: false } as const;
    expect(names(without)).not.toContain(name);
    expect(names({ ...without, ...options })).toContain(name);
  });
});
