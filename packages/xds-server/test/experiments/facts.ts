// Prints what a real Envoy does with hand-made sequences of responses: the source of docs/xds-facts.md.
// Run: node --conditions=@sluice/source test/experiments/facts.ts [name ...]
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { xdsTypes } from "../../src/order.ts";
import { Backend, get } from "../backend.ts";
import { Authority } from "../certificates.ts";
import {
  badCluster,
  badEndpoints,
  badRoutes,
  checkedCluster,
  cluster,
  dnsCluster,
  endpoints,
  lateCluster,
  listener,
  routes,
  routesAfter,
  routesOnDemand,
  secret as secretOf,
  tlsCluster,
  tlsListener,
  virtualHost,
} from "../resources.ts";
import { HandDriven } from "./hand-driven.ts";

const {
  loadAssignment,
  secret: secretType,
  routeConfiguration,
  cluster: clusterType,
  listener: listenerType,
} = xdsTypes;

const pair = await (await Authority.create("experiments")).issue("localhost");
const secret = (name: string) => secretOf(name, pair);

/** Brings Envoy to the point where it serves a listener `l` with routes `r` to cluster `c`. */
async function serving(driver: HandDriven): Promise<void> {
  driver.send([cluster("c")]);
  await driver.until(({ type }) => type === "ClusterLoadAssignment");
  driver.send([endpoints("c", 9)]);
  await driver.until(({ type }) => type === "Listener");
  driver.send([listener("l", "r")]);
  await driver.until(({ type }) => type === "RouteConfiguration");
  driver.send([routes("r", { "*": "c" })]);
  await driver.envoy.port("l");
  driver.log("== serving");
}

async function warming(driver: HandDriven): Promise<string> {
  const stats = await driver.envoy.stats("warming");
  return JSON.stringify(stats);
}

const experiments: Record<string, (driver: HandDriven) => Promise<void>> = {
  async "listener waits for routes"(driver) {
    await serving(driver);
    driver.log("-- new listener l2 with new routes r2, held back 2 s");
    driver.send([listener("l2", "r2")]);
    await sleep(2000);
    driver.log(await warming(driver));
    await driver.answered(driver.send([routes("r2", { "*": "c" })]));
    await sleep(50);
    driver.log(await warming(driver));
    driver.log("-- new listener l3 with r3 sent right behind, before the subscription");
    driver.send([listener("l3", "r3")]);
    await driver.answered(driver.send([routes("r3", { "*": "c" })]));
    await sleep(100);
    driver.log(await warming(driver));
    driver.log("-- l3 updated, same r3, not re-sent");
    await driver.answered(driver.send([listener("l3", "r3", "other")]));
    await sleep(1000);
    driver.log(await warming(driver));
    driver.log("-- l4 uses r3 as well, not re-sent");
    await driver.answered(driver.send([listener("l4", "r3")]));
    await sleep(1000);
    driver.log(await warming(driver));
    driver.log("-- l4 updated: r3 with another initial_fetch_timeout in its config source, not re-sent for 2 s");
    await driver.answered(driver.send([routesAfter(listener("l4", "r3"), 7)]));
    await sleep(2000);
    driver.log(await warming(driver));
    await driver.answered(driver.send([routes("r3", { "*": "c" })]));
    await sleep(100);
    driver.log(await warming(driver));
    driver.log("-- new listener l5 with r5; r5 answered as removed");
    driver.send([listener("l5", "r5")]);
    await driver.until(({ subscribe }) => subscribe.includes("r5"));
    await driver.answered(driver.send([], ["r5"], routeConfiguration));
    await sleep(500);
    driver.log(await warming(driver));
  },

  async "another source for the same routes"(driver) {
    await serving(driver);
    driver.log("-- l updated: r by way of another config source (initial_fetch_timeout 30 s), not re-sent for 3 s");
    await driver.answered(driver.send([routesAfter(listener("l", "r"), 30)]));
    for (let i = 0; i < 3; i++) {
      await sleep(1000);
      const dump = JSON.parse(await driver.envoy.admin("/config_dump?resource=dynamic_listeners")) as {
        configs: {
          name: string;
          warming_state?: unknown;
          active_state?: { version_info: string };
          draining_state?: unknown;
        }[];
      };
      const states = dump.configs.map(({ name, ...rest }) => `${name}: ${Object.keys(rest)}`);
      driver.log(`${states} ${JSON.stringify(await driver.envoy.stats("rds.*(update_success|init_fetch)"))}`);
    }
    await driver.answered(driver.send([routes("r", { "*": "c" })]));
    await sleep(100);
    driver.log(await warming(driver));
    driver.log("-- new listener l9: r by way of a third source, not re-sent for 3 s");
    await driver.answered(driver.send([routesAfter(listener("l9", "r"), 40)]));
    await sleep(3000);
    driver.log(await warming(driver));
    await driver.answered(driver.send([routes("r", { "*": "c" })]));
    await sleep(100);
    driver.log(await warming(driver));
  },

  async "second response during the first load"(driver) {
    const first = driver.send([cluster("c"), cluster("d")]);
    await driver.answered(first);
    const second = driver.send([cluster("e")]);
    await sleep(500);
    driver.send([endpoints("c", 9), endpoints("d", 9)]);
    await sleep(500);
    driver.send([endpoints("e", 9)]);
    await driver.answered(second);
    await driver.until(({ type }) => type === "Listener");
  },

  async "health checks and DNS"(driver) {
    await serving(driver);
    driver.log("-- h with an active health check (1 s timeout) of an endpoint that does not answer");
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const first = driver.send([checkedCluster("h")]);
    driver.send([endpoints("h", port)]);
    await driver.answered(first);
    silent.close();
    driver.log("-- n, a STRICT_DNS cluster whose name does not resolve");
    await driver.answered(driver.send([dnsCluster("n", "nowhere.invalid")]), 40_000);
    driver.log("-- n2, the same with wait_for_warm_on_init: false");
    await driver.answered(driver.send([dnsCluster("n2", "nowhere2.invalid", false)]), 40_000);
  },

  async "refusals in company"(driver) {
    await serving(driver);
    driver.log("-- CDS: good g1 and bad b1 (a circuit breaker twice) in one response; EDS of g1 held back 1 s");
    const first = driver.send([cluster("g1"), badCluster("b1")]);
    await sleep(1000);
    driver.send([endpoints("g1", 9)]);
    await driver.answered(first);
    driver.log(
      JSON.stringify(await driver.envoy.stats("cluster.g1.membership_total|cds.update_(rej|succ)|warming_clusters")),
    );
    driver.log("-- the same once more, with g1 and EDS behind: is g1 unchanged?");
    const again = driver.send([cluster("g1")]);
    await driver.answered(again);
    driver.log(JSON.stringify(await driver.envoy.stats("cluster_(added|modified)|cds.update_(rej|succ)")));
    driver.log("-- RDS: l2 on r2; then good r (to g1) and bad r2 in one response");
    driver.send([listener("l2", "r2")]);
    await driver.answered(driver.send([routes("r2", { "*": "c" })]));
    await driver.answered(driver.send([routes("r", { "*": "g1" }), badRoutes("r2")]));
    const dump = await driver.envoy.admin("/config_dump?resource=dynamic_route_configs");
    driver.log(`r was taken: ${dump.includes('"cluster": "g1"')}`);
    driver.log("-- the other way round: bad r, good r2");
    await driver.answered(driver.send([badRoutes("r"), routes("r2", { "*": "g1" })]));
    const dump2 = await driver.envoy.admin("/config_dump?resource=dynamic_route_configs");
    driver.log(`r2 was taken: ${dump2.split('"cluster": "g1"').length > 2}`);
    driver.log("-- EDS: good c (2 endpoints) and bad g1 (named port)");
    await driver.answered(driver.send([endpoints("c", 9, 10), badEndpoints("g1")]));
    driver.log(JSON.stringify(await driver.envoy.stats("cluster.(c|g1).(membership_total|update_rej)")));
    driver.log("-- SDS: t1 and t2; good s1 and bad s2 in one response");
    driver.send([tlsCluster("t1", "s1"), tlsCluster("t2", "s2")]);
    driver.send([endpoints("t1", 9), endpoints("t2", 9)]);
    await driver.answered(driver.send([secret("s1"), secretOf("s2", { ...pair, key: "nonsense" })]));
    await sleep(300);
    driver.log(await warming(driver));
    await driver.answered(driver.send([secret("s2")]));
  },

  async "endpoints refused in company"(driver) {
    const backend = new Backend("up");
    const to = await backend.listen();
    await serving(driver);
    const port = await driver.envoy.port("l");
    const ask = async (when: string) => driver.log(`${when}: ${(await get(port, "x.test")).status}`);
    await driver.answered(driver.send([endpoints("c", to)]));
    await ask("before");
    driver.log("-- c is updated and a is new; endpoints of both in one response, those of a are bad");
    const clusters = driver.send([cluster("a"), cluster("c", 6)]);
    await driver.until(({ subscribe }) => subscribe.includes("a"));
    await driver.answered(driver.send([badEndpoints("a"), endpoints("c", to)]));
    await driver.answered(clusters);
    await ask("after the refusal");
    await driver.answered(driver.send([endpoints("c", to)]));
    await ask("after c's endpoints once more");
    driver.log("-- c is updated and b is new; endpoints of c first and alone");
    const next = driver.send([cluster("b"), cluster("c", 7)]);
    await driver.until(({ subscribe }) => subscribe.includes("b"));
    await driver.answered(driver.send([endpoints("c", to)]));
    await driver.answered(driver.send([badEndpoints("b")]));
    await driver.answered(next);
    await ask("after the refusal");
    backend.close();
  },

  async "routes that lose virtual hosts on demand and get them again"(driver) {
    const backend = new Backend("up");
    const to = await backend.listen();
    await serving(driver);
    const port = await driver.envoy.port("l");
    await driver.answered(driver.send([endpoints("c", to)]));
    const ask = async (when: string) => {
      await sleep(100);
      const answers = await Promise.all(["a", "b", "new"].map((host) => get(port, `${host}.test`)));
      driver.log(`${when}: a ${answers[0]?.status}, b ${answers[1]?.status}, new ${answers[2]?.status}`);
    };
    const host = (name: string) => virtualHost("r", `${name}.test`, "c");
    await driver.answered(driver.send([routesOnDemand("r")]));
    await driver.until(({ type }) => type === "VirtualHost");
    await driver.answered(driver.send([host("a"), host("b")]));
    await ask("with both");
    driver.log("-- r without vhds");
    await driver.answered(driver.send([routes("r", { "x.test": "c" })]));
    await ask("without");
    driver.log("-- b is removed, new comes");
    await driver.answered(driver.send([host("new")], ["r/b.test"]));
    await ask("without");
    driver.log("-- r with vhds again");
    await driver.answered(driver.send([routesOnDemand("r")]));
    await ask("again");
    driver.log("-- all three once more");
    await driver.answered(driver.send([host("a"), host("b"), host("new")]));
    await ask("after that");
    backend.close();
  },

  async "removal of routes and listeners"(driver) {
    await serving(driver);
    const port = await driver.envoy.port("l");
    driver.log("-- r removed while l uses it");
    await driver.answered(driver.send([], ["r"], routeConfiguration));
    await sleep(200);
    driver.log(
      `request: ${(await get(port, "x")).status} (503: the route is still there and nothing listens at port 9)`,
    );
    driver.log("-- l removed (drain time 2 s)");
    await driver.answered(driver.send([], ["l"], listenerType));
    await driver.until(({ unsubscribe }) => unsubscribe.includes("r"), 6000);
    driver.log("-- l added again with r: r is not sent until asked");
    driver.send([listener("l", "r")]);
    await driver.until(
      ({ type, subscribe, at }) =>
        type === "RouteConfiguration" && subscribe.includes("r") && at > performance.now() - 3000,
      3000,
    );
  },

  async "removal of clusters and endpoints"(driver) {
    await serving(driver);
    driver.log("-- EDS of c removed while c uses it");
    await driver.answered(driver.send([], ["c"], loadAssignment));
    driver.log(JSON.stringify(await driver.envoy.stats("cluster.c.membership_total")));
    driver.log("-- c2 with EDS answered as removed");
    const nonce = driver.send([cluster("c2")]);
    await driver.until(({ subscribe }) => subscribe.includes("c2"));
    driver.send([], ["c2"], loadAssignment);
    await driver.answered(nonce);
    driver.log(JSON.stringify(await driver.envoy.stats("cluster.c2.membership_total")));
    driver.log("-- c and c2 removed, with a new c3 in the same response; EDS c3 right behind, unsolicited");
    const both = driver.send([cluster("c3")], ["c", "c2"]);
    const eds = driver.send([endpoints("c3", 9)]);
    await driver.answered(both);
    await driver.answered(eds);
    driver.log("-- c3 removed");
    await driver.answered(driver.send([], ["c3"], clusterType));
    await sleep(200);
    driver.log("-- nothing is subscribed to at EDS now; c4 with its EDS right behind, unsolicited");
    const c4 = driver.send([cluster("c4")]);
    const e4 = driver.send([endpoints("c4", 9)]);
    await driver.answered(c4, 3000);
    await driver.answered(e4, 3000);
    await sleep(300);
    driver.log(JSON.stringify(await driver.envoy.stats("cluster.c4.membership_total")));
  },

  async "unsolicited at start"(driver) {
    driver.log("-- the first CDS response with EDS right behind, before any EDS request");
    driver.send([cluster("c")]);
    const eds = driver.send([endpoints("c", 9)]);
    await driver.until(({ subscribe }) => subscribe.includes("c"));
    await driver.answered(eds, 2000);
    driver.log(await warming(driver));
    await driver.answered(driver.send([endpoints("c", 9)]), 2000);
  },

  async "secrets of clusters"(driver) {
    await serving(driver);
    driver.log("-- t1 with secret s1, EDS right behind, secret held back 2 s");
    const first = driver.send([tlsCluster("t1", "s1")]);
    driver.send([endpoints("t1", 9)]);
    await sleep(2000);
    driver.send([secret("s1")]);
    await driver.answered(first);
    driver.log("-- t1 updated, EDS re-sent, secret not re-sent");
    const second = driver.send([tlsCluster("t1", "s1", 6)]);
    driver.send([endpoints("t1", 9)]);
    await driver.answered(second, 4000);
    driver.log("-- t2 uses s1, too; EDS sent, secret not re-sent");
    const third = driver.send([tlsCluster("t2", "s1")]);
    driver.send([endpoints("t2", 9)]);
    await driver.answered(third, 4000);
    driver.log("-- t3 uses s1 by way of another config source (initial_fetch_timeout); secret not re-sent for 3 s");
    const fourth = driver.send([tlsCluster("t3", "s1", 5, 9)]);
    driver.send([endpoints("t3", 9)]);
    await sleep(3000);
    driver.send([secret("s1")]);
    await driver.answered(fourth, 4000);
    driver.log("-- t4 with s4, EDS and secret right behind, unsolicited");
    const fifth = driver.send([tlsCluster("t4", "s4")]);
    driver.send([endpoints("t4", 9)]);
    driver.send([secret("s4")]);
    await driver.answered(fifth, 4000);
    driver.log("-- t5 with s5, answered as removed");
    const sixth = driver.send([tlsCluster("t5", "s5")]);
    driver.send([endpoints("t5", 9)]);
    await driver.until(({ subscribe }) => subscribe.includes("s5"), 2000);
    driver.send([], ["s5"], secretType);
    await driver.answered(sixth, 4000);
    driver.send([secret("s5")]);
    await driver.answered(sixth, 4000);
    driver.log("-- s1 removed while t1, t2 and t3 use it");
    await driver.answered(driver.send([], ["s1"], secretType));
    driver.log(
      JSON.stringify(await driver.envoy.stats("s1.*|t1.ssl_context_update_by_sds|t1.client_ssl_socket_factory.*")),
    );
    driver.log("-- t1 to t4 removed");
    await driver.answered(driver.send([], ["t1", "t2", "t3", "t4", "t5"], clusterType));
    await sleep(300);
  },

  async "secrets of listeners"(driver) {
    await serving(driver);
    driver.log("-- tl with secret ls1 held back 2 s, routes right behind");
    const first = driver.send([tlsListener("tl", "r", "ls1")]);
    await sleep(2000);
    driver.log(await warming(driver));
    driver.send([secret("ls1")]);
    await driver.answered(first);
    await sleep(100);
    driver.log(await warming(driver));
    driver.log("-- tl updated, nothing re-sent");
    await driver.answered(driver.send([tlsListener("tl", "r", "ls1", "other")]));
    await sleep(500);
    driver.log(await warming(driver));
    driver.log("-- ls1 removed, then tl updated");
    await driver.answered(driver.send([], ["ls1"], secretType));
    await driver.answered(driver.send([tlsListener("tl", "r", "ls1", "third")]));
    await sleep(500);
    driver.log(await warming(driver));
  },

  async "a refused secret and its users"(driver) {
    await serving(driver);
    const bad = (name: string) => secretOf(name, { ...pair, key: "nonsense" });
    driver.send([tlsListener("tl", "r", "s1")]);
    driver.send([tlsCluster("t1", "s2")]);
    driver.send([endpoints("t1", 9)]);
    await driver.answered(driver.send([secret("s1"), secret("s2")]));
    driver.log("-- s1 and s2 replaced by bad ones, then the listener and the cluster that use them updated");
    await driver.answered(driver.send([bad("s1")]));
    await driver.answered(driver.send([bad("s2")]));
    await driver.answered(driver.send([tlsListener("tl", "r", "s1", "other")]));
    const updated = driver.send([tlsCluster("t1", "s2", 6)]);
    driver.send([endpoints("t1", 9)]);
    await driver.answered(updated, 3000);
    driver.log("-- the good ones again, then the same updates again");
    await driver.answered(driver.send([secret("s1"), secret("s2")]));
    await driver.answered(driver.send([tlsListener("tl", "r", "s1", "other")]));
    const again = driver.send([tlsCluster("t1", "s2", 6)]);
    driver.send([endpoints("t1", 9)]);
    await driver.answered(again, 3000);
    driver.log("-- bad ones again, then a new listener and a new cluster with them");
    await driver.answered(driver.send([bad("s1")]));
    await driver.answered(driver.send([bad("s2")]));
    await driver.answered(driver.send([tlsListener("tl2", "r", "s1")]));
    const third = driver.send([tlsCluster("t2", "s2")]);
    driver.send([endpoints("t2", 9)]);
    await driver.answered(third, 3000);
    driver.log("-- a new listener and a new cluster with new secrets that are bad from the start, then both updated");
    await driver.answered(driver.send([tlsListener("tl3", "r", "s3")]));
    const fourth = driver.send([tlsCluster("t3", "s4")]);
    driver.send([endpoints("t3", 9)]);
    await driver.answered(driver.send([bad("s3")]));
    await driver.answered(driver.send([bad("s4")]));
    await driver.answered(fourth, 3000);
    driver.log(await warming(driver));
    await driver.answered(driver.send([tlsListener("tl3", "r", "s3", "other")]));
    const fifth = driver.send([tlsCluster("t3", "s4", 6)]);
    driver.send([endpoints("t3", 9)]);
    await driver.answered(fifth, 3000);
    driver.log(await warming(driver));
  },

  async "a refused secret again"(driver) {
    await serving(driver);
    driver.send([tlsListener("tl", "r", "s1")]);
    await driver.answered(driver.send([secret("s1")]));
    driver.log("-- s1 replaced by a bad one, and the same bad one again");
    const bad = secretOf("s1", { ...pair, key: "nonsense" });
    await driver.answered(driver.send([bad]));
    await driver.answered(driver.send([bad]));
  },

  async "a cluster refused late"(driver) {
    await serving(driver);
    const pending = () => driver.envoy.stats("cluster_manager.warming_clusters");
    const bad = lateCluster("p");
    driver.log("-- p, whose ring has no possible size, alone; then the same again; then a good n");
    await driver.answered(driver.send([bad]));
    await driver.answered(driver.send([bad]), 1000);
    const n = driver.send([cluster("n")]);
    driver.send([endpoints("n", 9)]);
    await driver.answered(n, 20_000);
    driver.log(JSON.stringify(await pending()));
    driver.log("-- a good p");
    driver.send([cluster("p")]);
    driver.send([endpoints("p", 9)]);
    await driver.answered(n, 1000);
    driver.log(JSON.stringify(await pending()));
    driver.log("-- the bad p and a new m in one response");
    const both = driver.send([bad, cluster("m")]);
    driver.send([endpoints("m", 9), endpoints("p", 9)]);
    await driver.answered(both, 20_000);
    driver.log("-- the good p once more, unchanged");
    driver.send([cluster("p")]);
    driver.send([endpoints("p", 9)]);
    await driver.answered(both, 1000);
    driver.log(JSON.stringify(await pending()));
  },

  async "second response before the ACK"(driver) {
    await serving(driver);
    driver.log("-- c2 without EDS; c3 with EDS in a second response");
    const first = driver.send([cluster("c2")]);
    await sleep(200);
    const second = driver.send([cluster("c3")]);
    driver.send([endpoints("c3", 9)]);
    await sleep(1000);
    driver.log(`${await warming(driver)} ${JSON.stringify(await driver.envoy.stats("cluster.c3.membership_total"))}`);
    driver.send([endpoints("c2", 9)]);
    await driver.answered(first, 3000);
    await driver.answered(second, 3000);
  },

  async refusals(driver) {
    await serving(driver);
    driver.log("-- CDS: good g1 and bad b1 (a negative timeout) in one response; EDS of g1 held back 1 s");
    const first = driver.send([cluster("g1"), cluster("b1", -1)]);
    await sleep(1000);
    driver.send([endpoints("g1", 9)]);
    await driver.answered(first);
    driver.log(JSON.stringify(await driver.envoy.stats("cluster.g1.membership_total|cds.update|warming")));
    driver.log("-- LDS: good and bad (no filter chain)");
    await driver.answered(
      driver.send([listener("lg", "r"), { ...listener("lb", "r"), value: new Uint8Array([0x0a, 2, 0x6c, 0x62]) }]),
    );
    driver.log(JSON.stringify(await driver.envoy.stats("lds.update|listeners_active")));
    driver.log("-- EDS: good c (2 endpoints) and bad g1 (port 99999)");
    await driver.answered(driver.send([endpoints("c", 9, 10), endpoints("g1", 99999)]));
    driver.log(JSON.stringify(await driver.envoy.stats("cluster.(c|g1).membership_total")));
    driver.log("-- RDS: bad r (no domains)");
    await driver.answered(driver.send([routes("r", { "": "c" })]));
    driver.log("-- RDS: unknown cluster");
    await driver.answered(driver.send([routes("r", { "*": "nowhere" })]));
  },

  async "reconnect while a cluster is warming"(driver) {
    await serving(driver);
    driver.log("-- c updated, EDS not re-sent, then the stream ends");
    driver.send([cluster("c", 7)]);
    await sleep(500);
    driver.disconnect();
    await driver.until(({ stream, type }) => stream === 2 && type === "ClusterLoadAssignment");
    await sleep(2000);
    driver.log("-- EDS answered in full");
    driver.send([endpoints("c", 9)]);
    await sleep(2000);
  },

  async "reconnect in peace"(driver) {
    await serving(driver);
    await driver.answered(driver.send([listener("l2", "r")]));
    await sleep(300);
    const before = await driver.envoy.stats("update_success|modified|added");
    driver.disconnect();
    await driver.until(({ stream, type }) => stream === 2 && type === "RouteConfiguration");
    await sleep(1000);
    const after = await driver.envoy.stats("update_success|modified|added");
    driver.log(`counters unchanged: ${JSON.stringify(before) === JSON.stringify(after)}`);
    driver.log("-- an empty CDS response");
    await driver.answered(driver.send([], [], clusterType));
    driver.log(JSON.stringify(await driver.envoy.stats("cds.update_success|cluster_modified")));
    driver.log("-- an empty EDS response");
    await driver.answered(driver.send([], [], loadAssignment), 2000);
  },
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(experiments)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  console.log(`\n# ${name}`);
  const driver = await HandDriven.start();
  try {
    await run(driver);
  } finally {
    driver.stop();
  }
}
process.exit(0);
