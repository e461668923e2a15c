// Whatever changes, in whatever order: the result is what a fresh translation of the same values gives, byte by byte.
import { createGraph, type Keyed, type Source } from "@sluice/collections";
import type { HttpRoute, Xds } from "@sluice/ir";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settled } from "../test/settled.ts";
import {
  assignment,
  backend,
  destination,
  fleet,
  httpListener,
  httpsListener,
  route,
  routeSet,
  secret,
  tcpListener,
  tcpRoute,
  udpListener,
  udpRoute,
  xds,
} from "../test/values.ts";
import type { XdsOptions } from "./options.ts";
import { translateXds } from "./translate.ts";

const names = ["service/default/a/80", "service/default/b/80", "backend/default/c/443"] as const;
const hostnames = ["*", "a.test", "*.b.test", "x.b.test"] as const;

const action: fc.Arbitrary<HttpRoute["action"]> = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(...names), fc.nat(3)), { minLength: 1, maxLength: 3 })
    .map((shares): HttpRoute["action"] => ({
      kind: "forward",
      backends: shares.map(([name, weight]) => backend(name, weight)),
    })),
  fc.constant<HttpRoute["action"]>({ kind: "respond", statusCode: 500 }),
  fc.constant<HttpRoute["action"]>({ kind: "redirect", statusCode: 302, scheme: "https" }),
);

const features: fc.Arbitrary<HttpRoute["features"]> = fc.constantFrom<HttpRoute["features"]>(
  {},
  {
    cors: { allowOrigins: ["*"], allowMethods: ["GET"], allowHeaders: [], exposeHeaders: [], allowCredentials: false },
  },
  { sessionPersistence: { kind: "header", name: "session" } },
  { mirrors: [{ destination: names[1] }] },
  { requestHeaders: { put: [{ name: "", values: ["breaks a rule"], mode: "set" }], remove: [] } },
);

const rules = fc.array(fc.tuple(fc.constantFrom("/", "/a", "/a/b", "/c"), action, features), { maxLength: 3 });

/** One value of one list: set, or deleted. */
type Edit = readonly [list: keyof Xds, value: Keyed, gone: boolean];

function edit<K extends keyof Xds>(list: K, value: fc.Arbitrary<Xds[K][number]>): fc.Arbitrary<Edit> {
  return fc.tuple(value, fc.boolean()).map(([it, gone]) => [list, it, gone]);
}

const destinations = fc.tuple(
  fc.constantFrom(...names),
  fc.constantFrom("endpoints", "dns", "dynamicResolver"),
  fc.boolean(),
);
const edits = fc.oneof(
  {
    weight: 8,
    arbitrary: edit(
      "httpRoutes",
      fc
        .tuple(
          fc.nat(3),
          fc.constantFrom(...hostnames),
          fc.constantFrom("http", "second", "https"),
          rules,
          fc.boolean(),
        )
        .map(([n, hostname, listener, list, grpc]) =>
          routeSet(
            `r${n}`,
            { hostname, listener, grpc },
            list.map(([path, act, more], i) => route(`r${n}-${i}`, path, { action: act, features: more })),
          ),
        ),
    ),
  },
  {
    weight: 3,
    arbitrary: edit(
      "listeners",
      fc
        .tuple(fc.nat(5), fc.boolean(), fc.constantFrom("*", "*.b.test"))
        .map(
          ([n, flag, hostname]) =>
            [
              httpListener("http", { preserveRouteOrder: flag }),
              httpListener("second", { order: "1", hostname, port: flag ? 10080 : 10081 }),
              httpsListener("https", { hostname, features: flag ? { http3: { advertisedPort: 443 } } : {} }),
              tcpListener("tcp", { port: 9000 }),
              udpListener("udp", { port: 9001 }),
              tcpListener("tls", { port: 9002, protocol: "TLS" }),
            ][n] as Xds["listeners"][number],
        ),
    ),
  },
  {
    weight: 2,
    arbitrary: edit(
      "destinations",
      destinations.map(([name, kind, tls]) =>
        destination(name, {
          discovery: kind === "dns" ? { kind, refreshMs: 30_000, respectTtl: true } : { kind },
          ...(tls
            ? { tls: { settings: {}, autoSniFromEndpoint: false, verification: { kind: "ca", secret: "default/ca" } } }
            : {}),
        }),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: edit(
      "assignments",
      fc.tuple(fc.constantFrom(...names), fc.nat(3)).map(([name, n]) =>
        assignment(
          name,
          Array.from({ length: n }, (_, i) => `10.0.0.${i}`),
        ),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: edit(
      "secrets",
      fc.constantFrom("default/https", "default/ca").map((name) => secret(name, { chain: name, privateKey: "k" })),
    ),
  },
  {
    weight: 1,
    arbitrary: edit(
      "tcpRoutes",
      fc.tuple(fc.nat(1), fc.nat(2)).map(([n, kind]) =>
        tcpRoute(
          `t${n}`,
          kind === 0
            ? {}
            : {
                listener: "default/eg/tls",
                snis: [`t${n}.test`],
                tls:
                  kind === 1
                    ? { kind: "passthrough" }
                    : { kind: "terminate", tls: { certificates: ["default/https"], settings: {} } },
              },
        ),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: edit(
      "udpRoutes",
      fc
        .array(fc.constantFrom(...names), { maxLength: 2 })
        .map((to) => udpRoute("u", { backends: to.map((name) => backend(name)) })),
    ),
  },
  {
    weight: 1,
    arbitrary: edit(
      "fleets",
      fc
        .constantFrom("%PROTOCOL%", "%METADATA(ROUTE:envoy-gateway:resources)%")
        .map((text) =>
          fleet({ accessLogs: [{ sink: { kind: "file", path: "/dev/stdout" }, format: { kind: "text", text } }] }),
        ),
    ),
  },
);

const options = fc.record<XdsOptions>({
  virtualHosts: fc.constantFrom("inline", "onDemand"),
  metadata: fc.constantFrom("always", "whenRead"),
});

describe("translateXds", () => {
  it("gives after any changes what a fresh translation gives", () => {
    fc.assert(
      fc.property(options, fc.array(fc.tuple(edits, fc.boolean()), { maxLength: 40 }), (chosen, steps) => {
        const graph = createGraph();
        const start = xds();
        const sources = Object.fromEntries(Object.keys(start).map((list) => [list, graph.source<Keyed>(list)]));
        const state = new Map<string, Map<string, Keyed>>();
        for (const [list, values] of Object.entries(start) as [string, readonly Keyed[]][]) {
          state.set(list, new Map(values.map((value) => [value.key, value])));
          sources[list]?.replace(values);
          sources[list]?.markSynced();
        }
        const translation = translateXds(
          sources as unknown as { [K in keyof Xds]: Source<Xds[K][number]> },
          graph,
          chosen,
        );
        graph.flush();
        for (const [[list, value, gone], flush] of steps) {
          if (gone) {
            state.get(list)?.delete(value.key);
            sources[list]?.delete(value.key);
          } else {
            state.get(list)?.set(value.key, value);
            sources[list]?.set(value);
          }
          if (flush) graph.flush();
        }
        graph.flush();
        const now = Object.fromEntries(
          [...state].map(([list, values]) => [list, [...values.values()]]),
        ) as unknown as Xds;
        const fresh = settled(now, chosen);
        expect(translation.resources.list()).toEqual(fresh.resources);
        expect(translation.reports.list()).toEqual(fresh.reports);
      }),
      { numRuns: 150 },
    );
  });

  it("does not depend on the order of arrival", () => {
    const sets = hostnames.flatMap((hostname) => ["a", "b", "c"].map((name) => routeSet(name, { hostname })));
    const listeners = [httpListener(), httpListener("second", { order: "1" }), httpsListener("https")];
    const expected = settled(xds({ httpRoutes: sets, listeners })).resources;
    fc.assert(
      fc.property(
        fc.shuffledSubarray(sets, { minLength: sets.length }),
        fc.shuffledSubarray(listeners, { minLength: 3 }),
        (shuffled, others) => {
          expect(settled(xds({ httpRoutes: shuffled, listeners: others })).resources).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});
