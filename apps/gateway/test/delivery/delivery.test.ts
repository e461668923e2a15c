import { expect, it } from "vitest";
import { hasEnvoy } from "../../../../packages/xds-server/test/envoy.ts";
import { ours } from "./control-plane.ts";
import { change, fingerprint, firstModel, randomFrom, type Setting } from "./model.ts";
import { runDelivery } from "./run.ts";

// The long run is `pnpm prove:delivery`; what it found is in bench/delivery/report.md.
it.skipIf(!hasEnvoy)(
  "random changes through the whole pipeline break no request on four real Envoys",
  {
    timeout: 240_000,
  },
  async () => {
    const result = await runDelivery({
      serve: ours,
      virtualHosts: "onDemand",
      backendTls: true,
      seed: 20,
      changes: 150,
      pauseMs: 60,
      delayMs: 1000,
      requests: 2000,
      loadPauseMs: 20,
    });
    expect(result.failures).toEqual([]);
    expect(result.failed).toBe(0);
    expect(result.requests).toBeGreaterThanOrEqual(2000);
    expect(result.wire.violations).toEqual([]);
    expect(result.wire.nacks).toEqual([]);
    expect(result.differences).toEqual([]);
    // Otherwise it would have been too easy.
    expect(result.held).toBeGreaterThan(100);
    expect(result.wire.references).toBeGreaterThan(1000);
    expect(result.streams.flapping).toBeGreaterThan(1);
  },
);

it("goes through the same states for the same seed", () => {
  const pair = { cert: "", key: "" };
  const setting: Setting = {
    httpPort: 1,
    httpsPort: 2,
    extraPorts: [3, 4, 5],
    backendPorts: [6, 7, 8, 9],
    certificates: [pair, pair, pair, pair],
    second: pair,
    backendTls: true,
    authority: "",
  };
  const end = (seed: number): string => {
    const [model, random] = [firstModel(setting), randomFrom(seed)];
    for (let i = 0; i < 300; i++) change(model, random, setting);
    return fingerprint(model);
  };
  expect(end(1)).toBe(end(1));
  expect(end(1)).not.toBe(end(2));
});
