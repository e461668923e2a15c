import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listCases, readCase, sharedOracle } from "./cases.ts";
import { type EnvoyJudge, startJudge } from "./envoy-acceptance.ts";
import { translateCase } from "./translate-case.ts";

const folder = join(sharedOracle, "dev");
const envoy = process.env.ENVOY_PATH;

describe.skipIf(!existsSync(folder) || !envoy)(
  "a real Envoy (skipped without one, or without ../shared/oracle)",
  () => {
    let judge: EnvoyJudge;
    beforeAll(async () => {
      judge = await startJudge(envoy ?? "");
    });
    afterAll(() => judge?.close());

    it("takes what is made of every case", async () => {
      const refusals: string[] = [];
      for (const one of listCases(folder)) {
        const { manifests, options } = readCase(one);
        const all = translateCase(manifests, options).resources.list();
        const fleets = new Set(all.map(({ fleet }) => fleet));
        for (const fleet of fleets)
          for (const { resource, message } of await judge.judge(all.filter((one) => one.fleet === fleet)))
            refusals.push(`${one.name} ${fleet}: ${resource}: ${message}`);
      }
      expect(refusals).toEqual([]);
    }, 300_000);
  },
);
