import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { Turns } from "./turns.ts";

let now = 0;
const turnsOf = () => new Turns(() => now);

/** How many of `tasks` each turn of the event loop ran. */
async function spread(turns: Turns, tasks: readonly (() => void)[]): Promise<readonly number[]> {
  let done = 0;
  for (const task of tasks) {
    turns.run(() => {
      task();
      done++;
    });
  }
  const counts = [done];
  while (done < tasks.length) {
    const before = done;
    await nextTurn();
    if (done > before) counts.push(done - before);
  }
  return counts;
}

it("runs short tasks in one turn, in order", async () => {
  const order: number[] = [];
  const tasks = [1, 2, 3, 4].map((number) => () => order.push(number));
  expect(await spread(turnsOf(), tasks)).toEqual([4]);
  expect(order).toEqual([1, 2, 3, 4]);
});

it("runs long tasks one a turn, and never a later one ahead", async () => {
  const order: number[] = [];
  const tasks = [1, 2, 3].map((number) => () => {
    now += 6;
    order.push(number);
  });
  expect(await spread(turnsOf(), tasks)).toEqual([1, 1, 1]);
  expect(order).toEqual([1, 2, 3]);
});

it("counts what a task leaves to be done in its turn", async () => {
  const turns = turnsOf();
  const tasks = [1, 2, 3].map(() => () => turns.charge(10));
  expect(await spread(turns, tasks)).toEqual([1, 1, 1]);
});
