import { expect, it } from "vitest";
import { createLosses } from "./losses.ts";

it("tells what cannot be read, and when all can be read again", () => {
  const losses = createLosses();
  expect(losses.message()).toBeUndefined();
  expect(losses.set("a", undefined)).toBe("same");
  expect(losses.set("a", "no a")).toBe("lost");
  expect(losses.news()).toBe(true);
  expect(losses.set("a", "no a")).toBe("same");
  expect(losses.news()).toBe(false);
  for (const letter of ["b", "c", "d"]) losses.set(letter, `no ${letter}`);
  expect(losses.message()).toBe("no a; no b; no c (and 1 more)");
  // When the server is away, that says it all.
  losses.set("", "no answer");
  expect(losses.message()).toBe("no answer");
  for (const place of ["", "a", "b", "c"]) expect(losses.set(place, undefined)).toBe("lost");
  expect(losses.set("d", undefined)).toBe("found");
});
