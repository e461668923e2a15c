import { describe, expect, it } from "vitest";
import { runRandomEdits } from "./random-edits/run.ts";

// RANDOM_EDITS=2000 makes the run that the project's promise is about; SEED repeats one.
const edits = Number(process.env.RANDOM_EDITS ?? 150);
const seed = Number(process.env.SEED ?? 1);

describe.skipIf(!process.env.ENVOY_PATH)("random edits under traffic (skipped without a real Envoy)", () => {
  it(`loses no request in ${edits} edits, and ends where a fresh start does`, async () => {
    const result = await runRandomEdits({ edits, seed, pauseMs: 20 });
    console.log(
      `${result.edits} edits (seed ${seed}), ${result.requests} requests, ${result.failures.length} failures, ${result.final.size} resources`,
    );
    expect(result.failures.slice(0, 10)).toEqual([]);
    expect(result.requests).toBeGreaterThan(edits);
    expect(Object.fromEntries(result.final)).toEqual(Object.fromEntries(result.fresh));
  }, 3_600_000);
});
