import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { oneText } from "./one-text.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that many equal texts take, each put together anew. */
function bytesOf(make: (text: string) => string): number {
  const held: string[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 50_000; i++)
    held.push(make(`default/${"gateway".slice(i % 2)}|HTTPRoute/${i % 100}/of-some-length`));
  collect();
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  expect(new Set(held).size).toBe(100);
  return bytes;
}

it("keeps equal texts once", () => {
  expect(bytesOf(oneText)).toBeLessThan(bytesOf((text) => text) / 3);
});

it.each(["", "0", "__proto__", "default/eg|a"])("changes nothing about a text: %j", (text) => {
  expect(oneText(text)).toBe(text);
});
