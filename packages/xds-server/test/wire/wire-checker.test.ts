import { describe, expect, it } from "vitest";
import { xdsTypes } from "../../src/order.ts";
import { cluster, routes, virtualHost } from "../resources.ts";
import { WireChecker } from "./wire-checker.ts";
import { toResponseEntry, type WireEntry } from "./wire-log.ts";

const { cluster: cds, routeConfiguration: rds, virtualHost: vhds } = xdsTypes;

/** A log that is forged line by line. */
class Log {
  readonly entries: WireEntry[] = [];
  #nonce = 0;
  #stream = 1;

  sent(
    typeUrl: string,
    clusters: Readonly<Record<string, readonly string[]>>,
    removed: readonly string[] = [],
  ): string {
    const nonce = String(++this.#nonce);
    const resources = Object.entries(clusters).map(([name, named]) => ({
      name,
      version: named.join(),
      clusters: named,
    }));
    this.entries.push({ ...this.#place(), kind: "response", typeUrl, nonce, resources, removed });
    return nonce;
  }

  got(typeUrl: string, more: Partial<Extract<WireEntry, { kind: "request" }>>): this {
    const nothing = { nonce: "", subscribe: [], unsubscribe: [], initial: {} };
    this.entries.push({ ...this.#place(), kind: "request", typeUrl, ...nothing, ...more });
    return this;
  }

  /** Sends, and has it ACKed. */
  both(typeUrl: string, clusters: Readonly<Record<string, readonly string[]>>, removed: readonly string[] = []): this {
    return this.got(typeUrl, { nonce: this.sent(typeUrl, clusters, removed) });
  }

  reconnect(): this {
    this.#stream++;
    return this;
  }

  check(): readonly string[] {
    const checker = new WireChecker();
    for (const entry of this.entries) checker.take(entry);
    return checker.verdict().violations;
  }

  #place() {
    return { proxy: "p", stream: this.#stream, at: 0 };
  }
}

const none: readonly string[] = [];

describe("a log that keeps the order has no violations", () => {
  it.each<[string, (log: Log) => unknown]>([
    ["clusters, ACK, routes", (log) => log.both(cds, { a: none }).both(rds, { r: ["a"] })],
    [
      "moved routes, ACK, removal",
      (log) =>
        log
          .both(cds, { a: none, b: none })
          .both(rds, { r: ["a"] })
          .both(rds, { r: ["b"] })
          .both(cds, {}, ["a"]),
    ],
    [
      "an updated cluster on its way",
      (log) => {
        log.both(cds, { a: none });
        log.sent(cds, { a: none });
        log.both(rds, { r: ["a"] });
      },
    ],
    [
      "a reconnect that tells what is there",
      (log) => {
        log
          .both(cds, { a: none })
          .both(rds, { r: ["a"] })
          .reconnect();
        log.got(cds, { initial: { a: "" } }).got(rds, { initial: { r: "a" } });
        log.both(rds, { r: ["a"] });
      },
    ],
    [
      "an unsubscribed route configuration, with its virtual hosts, then the removal",
      (log) => {
        log
          .both(cds, { a: none })
          .got(rds, { subscribe: ["r"] })
          .both(vhds, { "r/h": ["a"] });
        log.got(rds, { unsubscribe: ["r"] }).both(cds, {}, ["a"]);
      },
    ],
    [
      "a virtual host that is ignored, as nobody wants its route configuration",
      (log) =>
        log
          .both(cds, { a: none })
          .both(vhds, { "r/h": ["a"] })
          .both(cds, {}, ["a"]),
    ],
    [
      "a cluster that goes and comes back",
      (log) =>
        log
          .both(cds, { a: none })
          .both(cds, {}, ["a"])
          .both(cds, { a: none })
          .both(rds, { r: ["a"] }),
    ],
  ])("%s", (_, forge) => {
    const log = new Log();
    forge(log);
    expect(log.check()).toEqual([]);
  });
});

describe("a forged log is found out", () => {
  const names = /r names cluster a, which is not ACKed or was removed/;
  const removes = /removes cluster a, which \S*r may be using/;
  it.each<[string, RegExp, (log: Log) => unknown]>([
    ["a route to a cluster that was never sent", names, (log) => log.both(rds, { r: ["a"] })],
    [
      "a route ahead of the ACK",
      names,
      (log) => {
        const nonce = log.sent(cds, { a: none });
        log.both(rds, { r: ["a"] }).got(cds, { nonce });
      },
    ],
    [
      "a route to a cluster that was refused",
      names,
      (log) => log.got(cds, { nonce: log.sent(cds, { a: none }), error: "no" }).both(rds, { r: ["a"] }),
    ],
    [
      "a route to a cluster that was removed",
      names,
      (log) =>
        log
          .both(cds, { a: none })
          .both(cds, {}, ["a"])
          .both(rds, { r: ["a"] }),
    ],
    [
      "a route to a cluster whose removal is on its way, by the ACK of what was before",
      names,
      (log) => {
        const nonce = log.sent(cds, { a: none });
        log.sent(cds, {}, ["a"]);
        log.got(cds, { nonce }).both(rds, { r: ["a"] });
      },
    ],
    [
      "a route by what was ACKed on an earlier stream",
      names,
      (log) =>
        log
          .both(cds, { a: none })
          .reconnect()
          .both(rds, { r: ["a"] }),
    ],
    [
      "a removal below a route",
      removes,
      (log) =>
        log
          .both(cds, { a: none })
          .both(rds, { r: ["a"] })
          .both(cds, {}, ["a"]),
    ],
    [
      "a removal below a virtual host",
      /removes cluster a, which VirtualHost\|r\/h may be using/,
      (log) => {
        log.both(cds, { a: none }).got(rds, { subscribe: ["r"] });
        log.both(vhds, { "r/h": ["a"] }).both(cds, {}, ["a"]);
      },
    ],
    [
      "a removal ahead of the ACK of the route's next version",
      removes,
      (log) => {
        log.both(cds, { a: none, b: none }).both(rds, { r: ["a"] });
        const nonce = log.sent(rds, { r: ["b"] });
        log.both(cds, {}, ["a"]).got(rds, { nonce });
      },
    ],
    [
      "a removal below a route that is on its way",
      removes,
      (log) => {
        log.both(cds, { a: none });
        const nonce = log.sent(rds, { r: ["a"] });
        log.both(cds, {}, ["a"]).got(rds, { nonce });
      },
    ],
    [
      "a removal below what a reconnecting proxy tells",
      removes,
      (log) => {
        log
          .both(cds, { a: none })
          .both(rds, { r: ["a"] })
          .reconnect();
        log
          .got(cds, { initial: { a: "" } })
          .got(rds, { initial: { r: "a" } })
          .both(cds, {}, ["a"]);
      },
    ],
  ])("%s", (_, found, forge) => {
    const log = new Log();
    forge(log);
    expect(log.check()).toEqual([expect.stringMatching(found)]);
  });
});

it("reads clusters from the bytes of a response, wherever they are named", () => {
  const place = { proxy: "p", stream: 1, at: 0 };
  const entry = (resource: ReturnType<typeof cluster>) =>
    toResponseEntry(place, {
      typeUrl: resource.typeUrl,
      nonce: "1",
      resources: [
        { name: resource.name, version: "v", resource: { typeUrl: resource.typeUrl, value: resource.value } },
      ],
    });
  expect(entry(routes("r", { x: "a", y: "b" }))).toMatchObject({ resources: [{ name: "r", clusters: ["a", "b"] }] });
  expect(entry(virtualHost("r", "h", "c"))).toMatchObject({ resources: [{ name: "r/h", clusters: ["c"] }] });
  expect(entry(cluster("a"))).toMatchObject({ resources: [{ name: "a", version: "v" }] });
});
