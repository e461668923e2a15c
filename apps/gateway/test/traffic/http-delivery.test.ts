import type { HTTPBackendRef, HTTPRequestMirrorFilter, HTTPRouteRule, HTTPRouteRuleFilter } from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { echoOf, type Received, send } from "./client.ts";
import { type Behaviour, type Echo, type HttpBackend, startHttpBackend } from "./http-backend.ts";
import { classOfSluice, gateway, httpRoute, service, to } from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

describeTraffic("HTTPRoute delivery", (traffic) => {
  let port = 0;
  let unreliable: HttpBackend;
  let mirrors: readonly HttpBackend[];

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    const [unused = 0] = await freePorts(1);
    const [blue, green, ...copies] = await Promise.all(
      ["blue", "green", "mirror-all", "mirror-half", "mirror-none"].map((name) => traffic.run(startHttpBackend(name))),
    );
    mirrors = copies;
    unreliable = await traffic.run(startHttpBackend("unreliable", { behave: failing() }));
    await traffic.serve(
      [
        classOfSluice,
        gateway("web", [{ name: "http", protocol: "HTTP", port }]),
        ...service("blue", blue!.port),
        ...service("green", green!.port),
        ...service("unreliable", unreliable.port),
        ...service("refusing", unused),
        ...service("half-refusing", unused, { endpoints: [{}, { port: green!.port }] }),
        ...service("empty", 1, { endpoints: [] }),
        ...service("not-ready", blue!.port, { endpoints: [{ conditions: { ready: false } }] }),
        ...copies.flatMap((copy, i) => service(["mirror-all", "mirror-half", "mirror-none"][i]!, copy.port)),
        ...routes,
      ],
      [port],
    );
  });

  const ask = (host: string, path = "/", headers: Readonly<Record<string, string>> = {}): Promise<Received> =>
    send({ port, host, path, headers });

  /** How often each backend or error code answered. */
  const tally = async (host: string, path: string, count: number): Promise<Readonly<Record<string, number>>> => {
    const counts: Record<string, number> = {};
    for (let i = 0; i < count; i++) {
      const answer = await ask(host, path);
      const who = answer.status === 200 ? echoOf(answer).backend : String(answer.status);
      counts[who] = (counts[who] ?? 0) + 1;
    }
    return counts;
  };

  it("splits by weight", async () => {
    const { blue = 0, green = 0 } = await tally("weights.test", "/split", 200);
    expect(blue + green).toBe(200);
    // 60 are expected; further than 5 standard deviations off is no chance.
    expect(green).toBeGreaterThan(27);
    expect(green).toBeLessThan(93);
  });

  it("sends nothing to weight 0", async () => {
    expect(await tally("weights.test", "/zero", 30)).toEqual({ blue: 30 });
  });

  it("answers 500 for the share of a backend that does not exist", async () => {
    const { blue = 0, 500: errors = 0 } = await tally("weights.test", "/half-invalid", 100);
    expect(blue + errors).toBe(100);
    expect(errors).toBeGreaterThan(20);
    expect(errors).toBeLessThan(80);
  });

  it("answers 503 for the share of a backend without endpoints", async () => {
    const { blue = 0, 503: errors = 0 } = await tally("weights.test", "/half-empty", 100);
    expect(blue + errors).toBe(100);
    expect(errors).toBeGreaterThan(20);
    expect(errors).toBeLessThan(80);
  });

  it.each([
    ["only a backend that does not exist", "/invalid", 500],
    ["no backends", "/none", 500],
    ["only weight 0", "/all-zero", 500],
    ["a reference that nothing grants", "/not-granted", 500],
    ["a port that the Service does not have", "/wrong-port", 500],
    ["only a backend without endpoints", "/empty", 503],
    ["only endpoints that are not ready", "/not-ready", 503],
    ["endpoints that refuse connections", "/refusing", 503],
  ])("answers for a rule with %s: %s -> %i", async (_title, path, status) => {
    expect((await ask("shares.test", path)).status).toBe(status);
  });

  it("mirrors to several backends, each with its share, and answers from the first", async () => {
    for (let i = 0; i < 60; i++) expect(echoOf(await ask("mirror.test", `/copy?i=${i}`)).backend).toBe("blue");
    const [all, half, none] = mirrors;
    await traffic.until(async () => all!.seen.length === 60);
    expect(new Set(all!.seen.map(({ path }) => path)).size).toBe(60);
    expect(all!.seen[0]).toMatchObject({ method: "GET", host: "mirror.test" });
    expect(half!.seen.length).toBeGreaterThan(8);
    expect(half!.seen.length).toBeLessThan(52);
    expect(none!.seen).toEqual([]);
  });

  it("limits the time of a request", async () => {
    const slow = { "x-delay": "2000" };
    expect((await ask("timeouts.test", "/request", slow)).status).toBe(504);
    expect((await ask("timeouts.test", "/backend", slow)).status).toBe(504);
    expect((await ask("timeouts.test", "/request", { "x-delay": "20" })).status).toBe(200);
    expect((await ask("timeouts.test", "/unlimited", { "x-delay": "700" })).status).toBe(200);
  });

  it("keeps a client's session on one endpoint, by cookie or by header", async () => {
    const backendFor = async (path: string, headers: Readonly<Record<string, string>>): Promise<string> =>
      echoOf(await ask("sessions.test", path, headers)).backend;
    const { headers } = await ask("sessions.test", "/cookie");
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    expect(cookie).toMatch(/^session=/);
    const byHeader = { "x-session": String((await ask("sessions.test", "/header")).headers["x-session"]) };
    const first = [await backendFor("/cookie", { cookie }), await backendFor("/header", byHeader)];
    for (let i = 0; i < 15; i++) {
      expect([await backendFor("/cookie", { cookie }), await backendFor("/header", byHeader)]).toEqual(first);
    }
    expect(Object.keys(await tally("sessions.test", "/cookie", 40)).sort()).toEqual(["blue", "green"]);
  });

  /** How often the backend was asked for one request. */
  const triesFor = async (path: string, headers: Readonly<Record<string, string>>): Promise<[number, number]> => {
    const before = unreliable.seen.length;
    const { status } = await ask("retries.test", path, headers);
    return [status, unreliable.seen.length - before];
  };

  it("tries again after the status codes that are listed, as often as allowed", async () => {
    expect(await triesFor("/codes", { "x-case": "a", "x-fail": "2", "x-status": "500" })).toEqual([200, 3]);
    expect(await triesFor("/codes", { "x-case": "b", "x-fail": "9", "x-status": "500" })).toEqual([500, 4]);
    expect(await triesFor("/codes", { "x-case": "c", "x-fail": "2", "x-status": "501" })).toEqual([501, 1]);
  });

  it("tries again when the backend takes too long", async () => {
    expect(await triesFor("/slow", { "x-case": "d", "x-fail": "1", "x-delay": "2000" })).toEqual([200, 2]);
  });

  it("does not try again where nobody asks for it", async () => {
    expect(await triesFor("/never", { "x-case": "e", "x-fail": "1", "x-status": "503" })).toEqual([503, 1]);
  });

  it("tries another endpoint after a refused connection", async () => {
    expect(await tally("retries.test", "/refused", 20)).toEqual({ green: 20 });
    const { 503: errors = 0 } = await tally("retries.test", "/refused-once", 20);
    expect(errors).toBeGreaterThan(0);
  });
});

/** Fails the first `x-fail` tries of each `x-case` as the request asks, and answers later ones. */
function failing(): (seen: Echo) => Behaviour {
  const tries = new Map<string, number>();
  return ({ headers }) => {
    const text = (name: string): string => String(headers[name] ?? "");
    const before = tries.get(text("x-case")) ?? 0;
    tries.set(text("x-case"), before + 1);
    const fail = headers["x-fail"] === undefined || before < Number(text("x-fail"));
    return fail ? { delayMs: Number(text("x-delay")), status: Number(text("x-status") || 200) } : {};
  };
}

function at(path: string, rule: Partial<HTTPRouteRule>): HTTPRouteRule {
  return { matches: [{ path: { type: "PathPrefix", value: path } }], backendRefs: [to("blue")], ...rule };
}

function shares(path: string, ...backendRefs: readonly HTTPBackendRef[]): HTTPRouteRule {
  return at(path, { backendRefs });
}

function mirror(name: string, more: Partial<HTTPRequestMirrorFilter> = {}): HTTPRouteRuleFilter {
  return { type: "RequestMirror", requestMirror: { backendRef: to(name), ...more } };
}

const unreliableRefs = [to("unreliable")];

const routes = [
  httpRoute("weights", {
    hostnames: ["weights.test"],
    rules: [
      shares("/split", to("blue", { weight: 70 }), to("green", { weight: 30 })),
      shares("/zero", to("blue", { weight: 1 }), to("green", { weight: 0 })),
      shares("/half-invalid", to("blue"), to("missing")),
      shares("/half-empty", to("blue"), to("empty")),
    ],
  }),
  httpRoute("shares", {
    hostnames: ["shares.test"],
    rules: [
      shares("/invalid", to("missing")),
      shares("/none"),
      shares("/all-zero", to("blue", { weight: 0 }), to("green", { weight: 0 })),
      shares("/not-granted", to("blue", { namespace: "elsewhere" })),
      shares("/wrong-port", to("blue", { port: 81 })),
      shares("/empty", to("empty")),
      shares("/not-ready", to("not-ready")),
      shares("/refusing", to("refusing")),
    ],
  }),
  httpRoute("mirror", {
    hostnames: ["mirror.test"],
    rules: [
      at("/copy", {
        filters: [
          mirror("mirror-all"),
          mirror("mirror-half", { fraction: { numerator: 1, denominator: 2 } }),
          mirror("mirror-none", { percent: 0 }),
        ],
      }),
    ],
  }),
  httpRoute("timeouts", {
    hostnames: ["timeouts.test"],
    rules: [
      at("/request", { timeouts: { request: "300ms" }, backendRefs: unreliableRefs }),
      at("/backend", { timeouts: { request: "5s", backendRequest: "300ms" }, backendRefs: unreliableRefs }),
      at("/unlimited", { timeouts: { request: "0s" }, backendRefs: unreliableRefs }),
    ],
  }),
  httpRoute("sessions", {
    hostnames: ["sessions.test"],
    rules: [
      at("/cookie", { sessionPersistence: { sessionName: "session" }, backendRefs: [to("blue"), to("green")] }),
      at("/header", {
        sessionPersistence: { sessionName: "x-session", type: "Header" },
        backendRefs: [to("blue"), to("green")],
      }),
    ],
  }),
  httpRoute("retries", {
    hostnames: ["retries.test"],
    rules: [
      at("/codes", { retry: { attempts: 3, codes: [500], backoff: "10ms" }, backendRefs: unreliableRefs }),
      at("/slow", {
        retry: { attempts: 1, codes: [504] },
        timeouts: { request: "5s", backendRequest: "300ms" },
        backendRefs: unreliableRefs,
      }),
      at("/never", { backendRefs: unreliableRefs }),
      at("/refused", { retry: { attempts: 2 }, backendRefs: [to("half-refusing")] }),
      at("/refused-once", { backendRefs: [to("half-refusing")] }),
    ],
  }),
];
