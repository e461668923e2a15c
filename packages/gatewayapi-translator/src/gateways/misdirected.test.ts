import type { HttpRouteSet, Listener } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import type { CheckedListener } from "./listener.ts";
import { refuseMisdirected } from "./misdirected.ts";
import { type ResolvedListener, resolveListeners } from "./resolved-listener.ts";

function answers(hostname: string, neighbours: readonly string[]): Readonly<Record<string, number | "nothing">> {
  const ir = { kind: "http", fleet: "a/web", name: "a/web/https", hostname, origin: {} } as unknown as Listener;
  const listener = { checked: { entry: { order: "0" } }, neighbours } as unknown as ResolvedListener;
  const answerOf = ({ routes: [route] }: HttpRouteSet): number | "nothing" =>
    route?.action.kind === "respond" ? route.action.statusCode : "nothing";
  return Object.fromEntries(refuseMisdirected(listener, ir).map((set) => [set.hostname, answerOf(set)]));
}

describe("an HTTPS listener", () => {
  it.each<[string, string, readonly string[], Readonly<Record<string, number | "nothing">>]>([
    ["alone on its port answers as always", "a.test", [], {}],
    ["for all hosts refuses those of others", "*", ["*.b.test", "a.test"], { "*.b.test": 421, "a.test": 421 }],
    [
      "for some hosts finds nothing for these where it has no route",
      "*.b.test",
      ["*"],
      { "*": 421, "*.b.test": "nothing" },
    ],
    ["below a wildcard, too", "a.b.test", ["*.b.test"], { "*.b.test": 421, "a.b.test": "nothing" }],
    ["refuses a host within its own wildcard", "*.b.test", ["a.b.test"], { "a.b.test": 421 }],
  ])("%s", (_title, hostname, neighbours, expected) => {
    expect(answers(hostname, neighbours)).toEqual(expected);
  });
});

describe("many HTTPS listeners on a port", () => {
  const crowd = (count: number, gatewayOf: (i: number) => string = () => "a/web") =>
    resolveListeners(
      {
        key: "a/web",
        items: Array.from({ length: count }, (_, i) => {
          const listener = { name: `l${i}`, protocol: "HTTPS", port: 443, hostname: `h${i}.test` };
          const entry = {
            gateway: gatewayOf(i),
            fleet: "a/web",
            name: `a/web/l${i}`,
            order: String(i),
            merged: gatewayOf(0) !== gatewayOf(1),
            listener,
          };
          return { key: `${i}`, entry, valid: true, faults: [], dnsNames: ["*.test"] } as unknown as CheckedListener;
        }),
      },
      "refuse",
    );

  it("refuse each other's requests up to 64", () => {
    expect(crowd(64).every(({ neighbours, tlsOverlaps }) => neighbours.length === 63 && !tlsOverlaps)).toBe(true);
  });

  it("refuse those of merged Gateways, but leave each Gateway's routes their host names", () => {
    const [first] = crowd(2, (i) => `a/web${i}`);
    expect([first?.neighbours, first?.isolatedFrom]).toEqual([["h1.test"], []]);
  });

  it("avoid them without HTTP/2 beyond that", () => {
    expect(crowd(65).every(({ neighbours, tlsOverlaps }) => neighbours.length === 0 && tlsOverlaps)).toBe(true);
  });
});
