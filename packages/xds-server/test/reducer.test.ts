// Both reducers as tables: what goes in, step by step, and what comes out.
import type { EncodedResource } from "@sluice/protos";
import { describe, expect, it } from "vitest";
import { stepDelta } from "../src/delta-session.ts";
import { Fleets } from "../src/fleets.ts";
import { xdsTypes } from "../src/order.ts";
import { createSession, type Protocol, type Send, type Session, type Step } from "../src/session.ts";
import { type SotwRequest, stepSotw } from "../src/sotw-session.ts";
import {
  cluster,
  endpoints,
  listener,
  resource,
  routes,
  routesOnDemand,
  secret,
  tlsListener,
  virtualHost,
} from "./resources.ts";

type Kind = keyof typeof xdsTypes;
type Out = readonly string[];
/** A request of a type, or a change of the fleet: `+` sets, `-` deletes. */
type In =
  | readonly [Kind | `own:${string}`, Record<string, unknown>]
  | readonly ["+", ...EncodedResource[]]
  | readonly ["-", ...EncodedResource[]];
type Row = readonly [title: string, fleet: readonly EncodedResource[], ...steps: readonly (readonly [In, Out])[]];

const limits = { responseBytes: 1 << 20, unanswered: 8 };
const own = "type.googleapis.com/own.Type";
const kinds = new Map(Object.entries(xdsTypes).map(([kind, typeUrl]): [string, string] => [typeUrl, kind]));

function play(protocol: Protocol, [, fleet, ...steps]: Row): void {
  const fleets = new Fleets();
  fleets.apply(fleet.map((value) => ({ kind: "set", key: value.key, value })));
  const session = createSession(fleets.of("fleet"), limits, protocol);
  const run = protocol.variant === "delta" ? stepDelta : stepSotw;
  for (const [input, output] of steps) expect(perform(fleets, session, { run, input })).toEqual(output);
}

interface Performance {
  readonly run: (session: Session, event: Parameters<typeof stepDelta>[1]) => Step;
  readonly input: In;
}

function perform(fleets: Fleets, session: Session, { run, input }: Performance): Out {
  const [what, ...rest] = input;
  const sends: Send[] = [];
  const take = ({ send, reports }: Step) => {
    sends.push(...send);
    for (const report of reports) {
      const changed =
        report.kind === "refused"
          ? fleets.refuse(report.resource)
          : report.kind === "acked"
            ? fleets.prove("fleet", report.taken)
            : undefined;
      for (const changes of changed?.values() ?? []) take(run(session, { kind: "changed", changes }));
    }
  };
  if (what === "+" || what === "-") {
    const resources = rest as EncodedResource[];
    const changes = fleets.apply(
      resources.map((value) =>
        what === "+" ? { kind: "set", key: value.key, value } : { kind: "delete", key: value.key, previous: value },
      ),
    );
    for (const each of changes.values()) take(run(session, { kind: "changed", changes: each }));
  } else {
    const typeUrl = what.startsWith("own:") ? own : xdsTypes[what as Kind];
    take(run(session, { kind: "request", request: { typeUrl, ...(rest[0] as Record<string, unknown>) } }));
  }
  return sends.map(describeSend);
}

function describeSend({ typeUrl, nonce, resources, removed, state }: Send): string {
  const names = (state?.resources ?? resources).map(({ name, value }) =>
    value.length < 12 && name === "e" ? `${name}(empty)` : name,
  );
  const gone = state === undefined ? removed.map((name) => ` -${name}`).join("") : "";
  return `${nonce} ${kinds.get(typeUrl) ?? "own"} ${names.join(",")}${gone}`;
}

const a = cluster("a");
const a2 = cluster("a", 6);
const b = cluster("b");
const ends = [endpoints("a", 1), endpoints("b", 1)];
const ack = (nonce: number, more = {}) => ({ responseNonce: String(nonce), ...more });
const nack = (nonce: number, message = "no") => ack(nonce, { errorDetail: { code: 3, message } });
const ownOne = resource(own, "one", new Uint8Array([1]));
const pair = { cert: "cert", key: "key" };
const adsDelta: Protocol = { variant: "delta", aggregated: true };
const adsSotw: Protocol = { variant: "sotw", aggregated: true };

describe("delta", () => {
  it.each<Row>([
    ["a first request without names wants all", [a, b], [["cluster", {}], ["1 cluster a,b"]]],
    ["and gets an empty answer when there is nothing", [], [["cluster", {}], ["1 cluster "]]],
    ["a star wants all", [a, b], [["cluster", { resourceNamesSubscribe: ["*"] }], ["1 cluster a,b"]]],
    [
      "after a star is taken back, names are left",
      [a, b],
      [["cluster", { resourceNamesSubscribe: ["*", "a"] }], ["1 cluster a,b"]],
      [["cluster", ack(1, { resourceNamesUnsubscribe: ["*"] })], []],
      [["+", a2, cluster("b", 6)], ["2 cluster a"]],
    ],
    ["names get what they name", [a, b], [["cluster", { resourceNamesSubscribe: ["b"] }], ["1 cluster b"]]],
    [
      "a new version in place of one that nobody knows is a suspect itself",
      [a, b],
      [["cluster", { initialResourceVersions: { a: "of old" } }], ["1 cluster a,b"]],
      [["+", a2], []],
      [["cluster", nack(1, "Error adding/updating cluster(s) a: no")], ["2 cluster a,b"]],
      [["cluster", nack(2, "Error adding/updating cluster(s) a: no")], ["3 cluster b"]],
    ],
    [
      "a name that does not exist is answered, and sent when it comes to be",
      [],
      [["cluster", { resourceNamesSubscribe: ["a"] }], ["1 cluster  -a"]],
      [["cluster", ack(1)], []],
      [["+", a], ["2 cluster a"]],
    ],
    [
      "on demand: a name beside a star is answered though it is known",
      [a],
      [["cluster", {}], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["cluster", { resourceNamesSubscribe: ["a", "later"] }], ["2 cluster a -later"]],
    ],
    [
      "a name that is left is not sent any more",
      [a],
      [["cluster", { resourceNamesSubscribe: ["a"] }], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["cluster", { resourceNamesUnsubscribe: ["a"] }], []],
      [["+", a2], []],
    ],
    ["endpoints without names are not all endpoints", ends, [["loadAssignment", {}], []]],
    [
      "who comes back gets the difference",
      [a, b],
      [["cluster", { initialResourceVersions: { a: a.version, b: "old", gone: "old" } }], ["1 cluster b"]],
      [["cluster", ack(1)], ["2 cluster  -gone"]],
    ],
    ["or nothing", [a], [["cluster", { initialResourceVersions: { a: a.version } }], []]],
    [
      "also with a star",
      [a, b],
      [
        ["cluster", { resourceNamesSubscribe: ["*"], initialResourceVersions: { a: a.version, gone: "old" } }],
        ["1 cluster b"],
      ],
      [["cluster", ack(1)], ["2 cluster  -gone"]],
    ],
    [
      "routes wait for the ACK of their clusters, and clusters go when routes have left them",
      [listener("l", "r"), routes("r", { "*": "a" }), a, ...ends],
      [["cluster", {}], ["1 cluster a"]],
      [["loadAssignment", { resourceNamesSubscribe: ["a"] }], ["2 loadAssignment a"]],
      [["listener", {}], []],
      [["loadAssignment", ack(2)], []],
      [["cluster", ack(1)], ["3 listener l"]],
      [["routeConfiguration", { resourceNamesSubscribe: ["r"] }], ["4 routeConfiguration r"]],
      [["listener", ack(3)], []],
      [["routeConfiguration", ack(4)], []],
      [
        ["+", b, routes("r", { "*": "b" })],
        ["5 cluster b", "6 loadAssignment b"],
      ],
      [["-", a], []],
      [["loadAssignment", { resourceNamesSubscribe: ["b"] }], []],
      [["loadAssignment", ack(6)], []],
      [["cluster", ack(5)], ["7 routeConfiguration r"]],
      [["routeConfiguration", ack(7)], ["8 cluster  -a"]],
    ],
    [
      "endpoints travel with an updated cluster",
      [a, ...ends],
      [["cluster", {}], ["1 cluster a"]],
      [["loadAssignment", { resourceNamesSubscribe: ["a"] }], ["2 loadAssignment a"]],
      [["loadAssignment", ack(2)], []],
      [["cluster", ack(1)], []],
      [
        ["+", a2],
        ["3 cluster a", "4 loadAssignment a"],
      ],
    ],
    [
      "of two answers on their way, each ACK settles its own",
      ends,
      [["loadAssignment", { resourceNamesSubscribe: ["a"] }], ["1 loadAssignment a"]],
      [["+", endpoints("a", 2)], []],
      [["loadAssignment", { resourceNamesSubscribe: ["a"] }], ["2 loadAssignment a"]],
      [["loadAssignment", ack(1)], []],
      [["loadAssignment", ack(2)], []],
    ],
    [
      "while clusters are not answered for, newer ones wait, and only the last is sent",
      [a],
      [["cluster", {}], ["1 cluster a"]],
      [["+", a2], []],
      [["+", cluster("a", 7), b], []],
      [["cluster", ack(1)], ["2 cluster a,b"]],
    ],
    [
      "a culprit that the message lists is believed: the others are confirmed, it is put back",
      [a, b],
      [["cluster", {}], ["1 cluster a,b"]],
      [["cluster", nack(1, "Error adding/updating cluster(s) b: bad")], ["2 cluster a -b"]],
      [["cluster", ack(2)], []],
    ],
    [
      "a culprit that nobody names is found by halves, and never sent again",
      [cluster("a"), cluster("b"), cluster("c"), cluster("d")],
      [["cluster", {}], ["1 cluster a,b,c,d"]],
      [["cluster", nack(1)], ["2 cluster a,b"]],
      [["cluster", ack(2)], ["3 cluster c"]],
      [["cluster", ack(3)], ["4 cluster  -d"]],
      [["cluster", ack(4)], []],
      [["+", cluster("d", 9)], ["5 cluster d"]],
    ],
    [
      "what a new version replaces is what proxies fall back to",
      [a],
      [["cluster", {}], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["+", a2], ["2 cluster a"]],
      [["cluster", nack(2)], ["3 cluster a"]],
    ],
    [
      "secrets that nobody has accepted go one by one",
      [secret("s1", pair), secret("s2", pair)],
      [
        ["secret", { resourceNamesSubscribe: ["s1", "s2"] }],
        ["1 secret s1", "2 secret s2"],
      ],
    ],
    [
      "a listener waits while its secret changes",
      [tlsListener("l", "r", "s"), secret("s", pair)],
      [["listener", {}], ["1 listener l"]],
      [["secret", { resourceNamesSubscribe: ["s"] }], ["2 secret s"]],
      [["listener", ack(1)], []],
      [["secret", ack(2)], []],
      [["+", secret("s", { ...pair, key: "other" }), tlsListener("l", "r", "s", "new")], ["3 secret s"]],
      [
        ["secret", ack(3)],
        ["4 listener l", "5 secret s"],
      ],
    ],
    [
      "virtual hosts come with their route configuration",
      [resource(xdsTypes.routeConfiguration, "r", new Uint8Array([0])), virtualHost("r", "h", "nowhere")],
      [["virtualHost", {}], ["1 virtualHost "]],
      [["virtualHost", ack(1)], []],
      [
        ["routeConfiguration", { resourceNamesSubscribe: ["r"] }],
        ["2 routeConfiguration r", "3 virtualHost r/h"],
      ],
    ],
    [
      "of resources that need each other the first goes ahead",
      [
        resource(own, "x", new Uint8Array([1]), { needs: [{ typeUrl: own, name: "y" }] }),
        resource(own, "y", new Uint8Array([1]), { needs: [{ typeUrl: own, name: "x" }] }),
      ],
      [["own:", {}], ["1 own x"]],
      [["own:", ack(1)], ["2 own y"]],
    ],
    [
      "what went while it waited waits again when it comes back",
      [routes("r", { "*": "a" }), a],
      [["cluster", {}], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["routeConfiguration", { resourceNamesSubscribe: ["r"] }], ["2 routeConfiguration r"]],
      [["routeConfiguration", ack(2)], []],
      [["+", b, routes("r", { "*": "b" })], ["3 cluster b"]],
      // Its listener drains: the proxy subscribes to it all the time.
      [["-", routes("r", { "*": "b" })], []],
      [["cluster", ack(3)], []],
      [["+", cluster("c"), routes("r", { "*": "c" })], ["4 cluster c"]],
      [["cluster", ack(4)], ["5 routeConfiguration r"]],
    ],
    [
      "virtual hosts of a route configuration that does not exist wait for it",
      [virtualHost("r", "h", "nowhere")],
      [["routeConfiguration", { resourceNamesSubscribe: ["r"] }], ["1 routeConfiguration  -r"]],
      [["virtualHost", {}], []],
      [["routeConfiguration", ack(1)], []],
      [
        ["+", resource(xdsTypes.routeConfiguration, "r", new Uint8Array([0]))],
        ["2 routeConfiguration r", "3 virtualHost r/h"],
      ],
    ],
    [
      "virtual hosts wait for a version of their route configuration that takes them",
      [routes("r", { "*": "a" }), a],
      [["cluster", {}], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["routeConfiguration", { resourceNamesSubscribe: ["r"] }], ["2 routeConfiguration r"]],
      [["routeConfiguration", ack(2)], []],
      [["virtualHost", {}], ["3 virtualHost "]],
      [["virtualHost", ack(3)], []],
      [
        [
          "+",
          b,
          { ...routesOnDemand("r"), needs: [{ typeUrl: xdsTypes.cluster, name: "b" }] },
          virtualHost("r", "h", "a"),
        ],
        ["4 cluster b"],
      ],
      [
        ["cluster", ack(4)],
        ["5 routeConfiguration r", "6 virtualHost r/h"],
      ],
    ],
    [
      "a version whose needs are met goes, though a newer one waits for its own",
      [routes("r", { "*": "a" }), a, ...ends],
      [["cluster", {}], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["routeConfiguration", { resourceNamesSubscribe: ["r"] }], ["2 routeConfiguration r"]],
      [["routeConfiguration", ack(2)], []],
      [["+", b, routes("r", { "*": "b" })], ["3 cluster b"]],
      [["+", cluster("c"), routes("r", { "*": "c" })], []],
      [
        ["cluster", ack(3)],
        ["4 cluster c", "5 routeConfiguration r"],
      ],
      [["routeConfiguration", ack(5)], []],
      [["cluster", ack(4)], ["6 routeConfiguration r"]],
    ],
    [
      "a virtual host goes with the coming of what takes its place",
      [resource(xdsTypes.routeConfiguration, "r", new Uint8Array([0])), virtualHost("r", "h", "a"), a],
      [["cluster", {}], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["routeConfiguration", { resourceNamesSubscribe: ["r"] }], ["2 routeConfiguration r"]],
      [["virtualHost", {}], ["3 virtualHost r/h"]],
      [["routeConfiguration", ack(2)], []],
      [["virtualHost", ack(3)], []],
      [["+", b, virtualHost("r", "i", "b")], ["4 cluster b"]],
      [["-", virtualHost("r", "h", "a")], []],
      [["cluster", ack(4)], ["5 virtualHost r/i -r/h"]],
    ],
    [
      "endpoints that cannot be refused go to an updated cluster ahead of those that can",
      [a, b, ...ends],
      [["cluster", {}], ["1 cluster a,b"]],
      [["loadAssignment", { resourceNamesSubscribe: ["a", "b"] }], ["2 loadAssignment a,b"]],
      [["loadAssignment", ack(2)], []],
      [["cluster", ack(1)], []],
      [
        ["+", a2, endpoints("a", 2), endpoints("b", 2)],
        ["3 cluster a", "4 loadAssignment a"],
      ],
      [["loadAssignment", ack(4)], ["5 loadAssignment a,b"]],
    ],
    ["a type of one's own is served", [ownOne], [["own:", {}], ["1 own one"]]],
    ["by name, too", [ownOne], [["own:", { resourceNamesSubscribe: ["one", "two"] }], ["1 own one -two"]]],
  ])("%s", (...row) => play(adsDelta, row as unknown as Row));

  it.each<Row>([
    [
      "routes on a stream of their own wait for nobody",
      [routes("r", { "*": "a" }), a],
      [["routeConfiguration", { resourceNamesSubscribe: ["r"] }], ["1 routeConfiguration r"]],
    ],
    ["virtual hosts neither", [virtualHost("r", "h", "a"), a], [["virtualHost", {}], ["1 virtualHost r/h"]]],
  ])("%s", (...row) => play({ variant: "delta", aggregated: false }, row as unknown as Row));
});

describe("state of the world", () => {
  it.each<Row>([
    ["a first request without names wants all", [a, b], [["cluster", {}], ["1 cluster a,b"]]],
    ["a star, too", [a, b], [["cluster", { resourceNames: ["*"] }], ["1 cluster a,b"]]],
    [
      "each response has all",
      [a, b],
      [["cluster", {}], ["1 cluster a,b"]],
      [["cluster", ack(1)], []],
      [["+", a2], ["2 cluster a,b"]],
      [["cluster", ack(2)], []],
      [["-", b], ["3 cluster a"]],
    ],
    [
      "naming nothing after names wants nothing",
      [a],
      [["cluster", { resourceNames: ["a"] }], ["1 cluster a"]],
      [["cluster", ack(1, { resourceNames: [] })], []],
      [["+", a2], []],
    ],
    [
      "of endpoints only those that changed",
      ends,
      [["loadAssignment", { resourceNames: ["a", "b"] }], ["1 loadAssignment a,b"]],
      [["loadAssignment", ack(1, { resourceNames: ["a", "b"] })], []],
      [["+", endpoints("a", 2)], ["2 loadAssignment a"]],
    ],
    [
      "endpoints that do not exist are none",
      [],
      [["loadAssignment", { resourceNames: ["e"] }], ["1 loadAssignment e(empty)"]],
    ],
    ["of a secret that does not exist nothing can be said", [], [["secret", { resourceNames: ["s"] }], []]],
    [
      "a request that does not know the last response gets none",
      ends,
      [["loadAssignment", { resourceNames: ["a"] }], ["1 loadAssignment a"]],
      [["loadAssignment", { resourceNames: ["a", "b"] }], []],
      [["loadAssignment", ack(1, { resourceNames: ["a", "b"] })], ["2 loadAssignment b"]],
      [["loadAssignment", ack(1, { resourceNames: ["a", "b"] })], []],
    ],
    [
      "one response at a time",
      [a],
      [["cluster", {}], ["1 cluster a"]],
      [["+", a2], []],
      [["+", b], []],
      [["cluster", ack(1)], ["2 cluster a,b"]],
    ],
    [
      "a refused one is as it was in the responses that follow",
      [a, b],
      [["cluster", {}], ["1 cluster a,b"]],
      [["cluster", ack(1)], []],
      [["+", a2, cluster("b", 6)], ["2 cluster a,b"]],
      [["cluster", nack(2, "Error adding/updating cluster(s) a: bad")], ["3 cluster a,b"]],
      [["cluster", ack(3)], []],
      [["+", cluster("c")], ["4 cluster a,b,c"]],
    ],
    [
      "routes wait for the ACK of their clusters",
      [listener("l", "r"), routes("r", { "*": "a" }), a, ...ends],
      [["cluster", {}], ["1 cluster a"]],
      [["loadAssignment", { resourceNames: ["a"] }], ["2 loadAssignment a"]],
      [["listener", {}], []],
      [["loadAssignment", ack(2, { resourceNames: ["a"] })], []],
      [["cluster", ack(1)], ["3 listener l"]],
    ],
    [
      "a listener whose update is held back stays in as it was",
      [resource(xdsTypes.listener, "l", new Uint8Array([0])), a],
      [["cluster", {}], ["1 cluster a"]],
      [["cluster", ack(1)], []],
      [["listener", {}], ["2 listener l"]],
      [["listener", ack(2)], []],
      [
        [
          "+",
          b,
          resource(xdsTypes.listener, "l", new Uint8Array([1]), { needs: [{ typeUrl: xdsTypes.cluster, name: "b" }] }),
          resource(xdsTypes.listener, "m", new Uint8Array([0])),
        ],
        ["3 cluster a,b", "4 listener l,m"],
      ],
    ],
    [
      "who comes back with another state gets all",
      [a, b],
      [["cluster", { versionInfo: "unknown" }], ["1 cluster a,b"]],
    ],
    [
      "a listener that has to wait keeps the others from being sent to who may have it",
      [listener("l", "r"), listener("m", "q"), routes("r", { "*": "a" }), a, ...ends],
      [["cluster", { versionInfo: "unknown" }], ["1 cluster a"]],
      [["listener", { versionInfo: "unknown" }], []],
      [["loadAssignment", { resourceNames: ["a"], versionInfo: "unknown" }], ["2 loadAssignment a"]],
      [["loadAssignment", ack(2, { resourceNames: ["a"] })], []],
      [["cluster", ack(1)], ["3 listener l,m"]],
    ],
    ["a type of one's own is served in full", [ownOne], [["own:", {}], ["1 own one"]]],
  ])("%s", (...row) => play(adsSotw, row as unknown as Row));

  it("sends nothing to who comes back with the state that is", () => {
    const fleets = new Fleets();
    fleets.apply([a, b, ...ends].map((value) => ({ kind: "set", key: value.key, value })));
    const fleet = fleets.of("fleet");
    const first = stepSotw(createSession(fleet, limits, adsSotw), {
      kind: "request",
      request: { typeUrl: xdsTypes.cluster },
    });
    const [versionInfo] = first.send.map(({ state }) => state?.versionInfo);
    // Another replica, which has seen neither.
    const others = new Fleets();
    others.apply([...ends, b, a].map((value) => ({ kind: "set", key: value.key, value })));
    const session = createSession(others.of("fleet"), limits, adsSotw);
    const again = stepSotw(session, { kind: "request", request: { typeUrl: xdsTypes.cluster, versionInfo } });
    expect(again.send).toEqual([]);
  });

  it.each([
    ["refused some", [{ message: "no" }]],
    ["may have refused some when its stream ended", []],
  ])("sends endpoints to who %s and comes back with a version from before it left a name", (_, refusals) => {
    const fleets = new Fleets();
    fleets.apply(ends.map((value) => ({ kind: "set", key: value.key, value })));
    const fleet = fleets.of("fleet");
    const ask = (session: Session, request: SotwRequest) =>
      stepSotw(session, { kind: "request", request: { typeUrl: xdsTypes.loadAssignment, ...request } }).send;
    const session = createSession(fleet, limits, adsSotw);
    const [first] = ask(session, { resourceNames: ["a", "b"] });
    const versionInfo = first?.state?.versionInfo;
    ask(session, { resourceNames: ["a", "b"], versionInfo, responseNonce: first?.nonce });
    ask(session, { resourceNames: ["a"], versionInfo, responseNonce: first?.nonce });
    const [second] = ask(session, { resourceNames: ["a", "b"], versionInfo, responseNonce: first?.nonce });
    for (const errorDetail of refusals)
      ask(session, { resourceNames: ["a", "b"], versionInfo, responseNonce: second?.nonce, errorDetail });
    const next = createSession(fleet, limits, adsSotw);
    // Clusters are asked for first, unless some are warming.
    ask(next, { typeUrl: xdsTypes.cluster, versionInfo: "any" });
    const again = ask(next, { resourceNames: ["a", "b"], versionInfo });
    expect(again.map(describeSend)).toEqual(["1 loadAssignment a,b"]);
  });

  it("sends all to who comes back with a version from which it was sent another one: it may have taken a part of that", () => {
    const fleets = new Fleets();
    const set = (value: EncodedResource) => fleets.apply([{ kind: "set", key: value.key, value }]);
    set(a);
    const start = (versionInfo?: string) => {
      const session = createSession(fleets.of("fleet"), limits, adsSotw);
      const request = { typeUrl: xdsTypes.cluster, versionInfo };
      return { session, ...stepSotw(session, { kind: "request", request }) };
    };
    const first = start();
    const versionInfo = first.send[0]?.state?.versionInfo;
    const answer = { typeUrl: xdsTypes.cluster, versionInfo, responseNonce: "1" };
    stepSotw(first.session, { kind: "request", request: answer });
    expect(start(versionInfo).send).toEqual([]);
    for (const changes of set(a2).values()) stepSotw(first.session, { kind: "changed", changes });
    set(a);
    expect(start(versionInfo).send.map(describeSend)).toEqual(["1 cluster a"]);
  });

  it("waits with routes for a cluster that may have gone with a later state", () => {
    const fleets = new Fleets();
    const apply = (...changes: Parameters<Fleets["apply"]>[0][number][]) => [...fleets.apply(changes).values()];
    const set = (value: EncodedResource) => ({ kind: "set", key: value.key, value }) as const;
    apply(...[a, b, ...ends].map(set));
    const open = () => createSession(fleets.of("fleet"), limits, adsSotw);
    const ask = (session: Session, request: SotwRequest) => stepSotw(session, { kind: "request", request }).send;
    const session = open();
    const [first] = ask(session, { typeUrl: xdsTypes.cluster });
    const versionInfo = first?.state?.versionInfo;
    ask(session, { typeUrl: xdsTypes.cluster, versionInfo, responseNonce: first?.nonce });
    const [changes] = apply({ kind: "delete", key: b.key, previous: b });
    const second = stepSotw(session, { kind: "changed", changes: changes ?? [] });
    expect(second.send.map(describeSend)).toEqual(["2 cluster a"]);
    apply(...[b, listener("l", "r"), routes("r", { "*": "b" })].map(set));
    const next = open();
    expect(ask(next, { typeUrl: xdsTypes.cluster, versionInfo }).map(describeSend)).toEqual(["1 cluster a,b"]);
    const names = { typeUrl: xdsTypes.loadAssignment, resourceNames: ["a", "b"] };
    expect(ask(next, names).map(describeSend)).toEqual(["2 loadAssignment a,b"]);
    expect(ask(next, { typeUrl: xdsTypes.listener })).toEqual([]);
    expect(ask(next, { ...names, responseNonce: "2" })).toEqual([]);
    expect(ask(next, { typeUrl: xdsTypes.cluster, responseNonce: "1" }).map(describeSend)).toEqual(["3 listener l"]);
  });
});

describe("a version to go back to", () => {
  it("brings back what it needs, though that was deleted", () => {
    const fleets = new Fleets();
    const [old, next] = [routes("r", { "*": "a" }), routes("r", { "*": "b" })];
    const set = (value: EncodedResource) => ({ kind: "set", key: value.key, value }) as const;
    const gone = (previous: EncodedResource) => ({ kind: "delete", key: previous.key, previous }) as const;
    fleets.apply([set(a), set(ends[0]!), set(old)]);
    fleets.prove("fleet", [a, ends[0]!, old]);
    fleets.apply([set(b), set(next), gone(a), gone(ends[0]!)]);
    const fleet = fleets.of("fleet");
    expect(fleet.find(a.key)).toBeUndefined();
    fleets.refuse(next);
    expect([fleet.find(old.key), fleet.find(a.key), fleet.find(ends[0]!.key)]).toEqual([old, a, ends[0]]);
    fleets.apply([set(routes("r", { "*": "b", "x.test": "b" }))]);
    expect(fleet.find(a.key)).toBeUndefined();
  });
});
