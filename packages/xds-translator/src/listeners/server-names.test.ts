import type { Listener, TcpRoute } from "@sluice/ir";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { httpListener, httpsListener, tcpListener, tcpRoute } from "../../test/values.ts";
import { claimServerNames } from "./server-names.ts";

const port = { port: 10443, externalPort: 443 };
const tls = tcpListener("tls", { ...port, protocol: "TLS" });
const other = tcpListener("other", { ...port, protocol: "TLS" });
const route = (name: string, snis: readonly string[], listener = tls.name): TcpRoute =>
  tcpRoute(name, { snis, listener, tls: { kind: "passthrough" } });

/** Name of the route, its names (none: it has no chain), and what it lost. */
function shares(members: readonly Listener[], routes: readonly TcpRoute[]): unknown {
  return claimServerNames(members, (listener) => routes.filter((one) => one.listener === listener)).map(
    ({ origin, route: own, lost }) => [origin.name, own?.snis, lost],
  );
}

describe("claimServerNames", () => {
  it.each<[string, readonly Listener[], readonly TcpRoute[], unknown]>([
    ["no routes", [tls], [], []],
    [
      "different names",
      [tls],
      [route("a", ["a", "*.a"]), route("b", ["b"])],
      [
        ["a", ["a", "*.a"], []],
        ["b", ["b"], []],
      ],
    ],
    ["a name twice in one route", [tls], [route("a", ["a", "a"])], [["a", ["a"], []]]],
    [
      "a name in two routes: the older one has it",
      [tls],
      [route("b", ["x", "y"]), route("a", ["x"])],
      [
        ["a", ["x"], []],
        ["b", ["y"], ["x"]],
      ],
    ],
    [
      "all names of a route in older ones",
      [tls],
      [route("a", ["x"]), route("b", ["x"])],
      [
        ["a", ["x"], []],
        ["b", undefined, ["x"]],
      ],
    ],
    [
      "any name twice",
      [tls],
      [route("a", []), route("b", [])],
      [
        ["a", [], []],
        ["b", undefined, ["*"]],
      ],
    ],
    [
      "any name beside names",
      [tls],
      [route("a", []), route("b", ["b"])],
      [
        ["a", [], []],
        ["b", ["b"], []],
      ],
    ],
    [
      "routes of two listeners",
      [tls, other],
      [route("b", ["x"]), route("a", ["x"], other.name)],
      [
        ["a", ["x"], []],
        ["b", undefined, ["x"]],
      ],
    ],
    [
      "names of HTTPS listeners",
      [httpsListener("h", { hostname: "h" }), httpsListener("any"), tls],
      [route("a", ["h", "a"]), route("b", [])],
      [
        ["a", ["a"], ["h"]],
        ["b", undefined, ["*"]],
      ],
    ],
    [
      "names of cleartext listeners, which are no server names",
      [httpListener("h", { ...port, hostname: "h" }), tls],
      [route("a", ["h"])],
      [["a", ["h"], []]],
    ],
  ])("%s", (_title, members, routes, expected) => {
    expect(shares(members, routes)).toEqual(expected);
  });

  it("gives every name to one route, in whatever order routes come", () => {
    const routes = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(..."abcdef"),
        snis: fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
      }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(routes, (list) => {
        const all = list.map(({ name, snis }) => route(name, snis));
        const claims = claimServerNames([tls], () => all);
        const names = claims.flatMap(({ route: own }) => (own ? (own.snis.length > 0 ? own.snis : ["*"]) : []));
        expect(new Set(names).size).toBe(names.length);
        expect(shares([tls], [...all].reverse())).toEqual(shares([tls], all));
      }),
    );
  });
});
