import { expect, it } from "vitest";
import { dueAt, isOver, type Pace, paceAfter } from "./pace.ts";

/** When writes happen of an object that always has something new to say. */
function writes(untilMs: number, repair = false): readonly number[] {
  let pace: Pace | undefined;
  const times: number[] = [];
  for (let now = dueAt(pace); now <= untilMs; now = dueAt(pace)) {
    times.push(now);
    pace = paceAfter(pace, now, repair);
  }
  return times;
}

it("writes a first change at once, and a stream of changes every two seconds", () => {
  expect(writes(8000)).toEqual([0, 250, 750, 1750, 3750, 5750, 7750]);
});

it("writes an object that changes for a minute at most 50 times", () => {
  expect(writes(60_000).length).toBeLessThanOrEqual(50);
});

it("does not fight with somebody who keeps overwriting", () => {
  expect(writes(3_600_000, true).length).toBeLessThan(22);
});

it("is quick again after a rest", () => {
  const busy = [0, 250, 750, 1750, 3750].reduce<Pace | undefined>(
    (pace, now) => paceAfter(pace, now, false),
    undefined,
  );
  const rested = paceAfter(busy, 60_000, false);
  expect(dueAt(rested)).toBe(60_250);
  expect(isOver(rested, 60_300)).toBe(false);
  expect(isOver(rested, 70_000)).toBe(true);
});
