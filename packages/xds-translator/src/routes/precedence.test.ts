import type { HttpMatch, PathMatch } from "@sluice/ir";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byAge, byPrecedence, inOrder, toPrecedence } from "./precedence.ts";

const match = (path?: PathMatch, more: Partial<HttpMatch> = {}): HttpMatch => ({
  ...(path ? { path } : {}),
  headers: [],
  queryParams: [],
  cookies: [],
  ...more,
});
const exact = (name: string) => ({ name, kind: "exact", value: "1" }) as const;
const regex = (name: string) => ({ name, kind: "regex", value: "1" }) as const;
const prefix = (value: string): PathMatch => ({ kind: "prefix", value });

/** From the first that Envoy tries to the last. */
const ladder: readonly (readonly [string, HttpMatch])[] = [
  ["a long exact path", match({ kind: "exact", value: "/aaaa" })],
  ["a short exact path", match({ kind: "exact", value: "/a" })],
  ["a long regular expression", match({ kind: "regex", value: "/a.*b" })],
  ["a short regular expression", match({ kind: "regex", value: "/a" })],
  ["a long prefix", match(prefix("/aaaaaaaaaa"))],
  ["a prefix with a method", match(prefix("/a"), { method: "GET" })],
  ["a prefix with two headers", match(prefix("/a"), { headers: [exact("x"), exact("y")] })],
  ["a prefix with two headers, one by regular expression", match(prefix("/a"), { headers: [exact("x"), regex("y")] })],
  ["a prefix with a header by regular expression", match(prefix("/a"), { headers: [regex("x")] })],
  ["a prefix with a cookie", match(prefix("/a"), { cookies: [exact("c")] })],
  ["a prefix with two query parameters", match(prefix("/a"), { queryParams: [exact("p"), regex("q")] })],
  ["a prefix with one query parameter", match(prefix("/a"), { queryParams: [exact("p")] })],
  ["a prefix", match(prefix("/a"))],
  ["the prefix of everything", match(prefix("/"))],
];

describe("toPrecedence", () => {
  it.each(ladder.slice(1).map(([title, lower], i) => [ladder[i]![0], title, ladder[i]![1], lower] as const))(
    "puts %s before %s",
    (_, __, higher, lower) => {
      expect(byPrecedence(toPrecedence(higher), toPrecedence(lower))).toBeLessThan(0);
      expect(byPrecedence(toPrecedence(lower), toPrecedence(higher))).toBeGreaterThan(0);
    },
  );

  it("makes no difference between no path and the prefix of everything", () => {
    expect(toPrecedence(match())).toEqual(toPrecedence(match(prefix("/"))));
  });

  it("measures paths in bytes, as Envoy does", () => {
    expect(byPrecedence(toPrecedence(match(prefix("/ü"))), toPrecedence(match(prefix("/ab"))))).toBe(0);
  });
});

describe("inOrder", () => {
  const placed = ladder.map(([title, of]) => ({ title, precedence: toPrecedence(of) }));

  it("sorts by precedence, whatever the order was", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(placed, { minLength: placed.length }), (shuffled) => {
        expect(inOrder([shuffled], false)).toEqual(placed);
      }),
    );
  });

  it("keeps the order of sets and rules where precedence is equal", () => {
    const of = (title: string) => ({ title, precedence: toPrecedence(match(prefix("/a"))) });
    const [a1, a2, b1] = [of("a1"), of("a2"), of("b1")];
    expect(inOrder([[a1, a2], [b1]], false)).toEqual([a1, a2, b1]);
  });

  it("keeps the listed order where the listener wants it", () => {
    const backwards = [...placed].reverse();
    expect(inOrder([backwards], true)).toEqual(backwards);
  });

  it("leaves its input alone", () => {
    const backwards = [...placed].reverse();
    const copy = [...backwards];
    inOrder([backwards], false);
    expect(backwards).toEqual(copy);
  });
});

describe("byAge", () => {
  it.each([
    ["the older first", { age: "1", key: "b" }, { age: "2", key: "a" }, -1],
    ["of the same age by key", { age: "1", key: "a" }, { age: "1", key: "b" }, -1],
    ["the same", { age: "1", key: "a" }, { age: "1", key: "a" }, 0],
  ])("puts %s", (_, a, b, sign) => {
    expect(Math.sign(byAge(a, b))).toBe(sign);
    expect(Math.sign(byAge(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});
