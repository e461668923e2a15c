import { describe, expect, it } from "vitest";
import { hasEnvoy } from "../../../../packages/xds-server/test/envoy.ts";
import { churnPolicies, rotateCertificates } from "./tls-churn.ts";

// Longer: `pnpm prove:tls`.
describe.skipIf(!hasEnvoy)("secrets that change all the time, on real Envoys", () => {
  it("certificates rotate without a failed handshake, and no listener changes", { timeout: 240_000 }, async () => {
    const result = await rotateCertificates(5, 500);
    expect(result.failures).toEqual([]);
    expect(result.handshakes).toBeGreaterThan(20);
    expect(result.listenersModified).toBe(0);
  });

  it("backend TLS policies come and go without a failed request, and no cluster stays in warming", {
    timeout: 240_000,
  }, async () => {
    const result = await churnPolicies(6, 50);
    expect(result.failures).toEqual([]);
    expect(result.requests).toBeGreaterThan(50);
    expect(result.warming).toEqual([]);
    expect(result.wire.violations).toEqual([]);
    expect(result.wire.nacks).toEqual([]);
  });
});
