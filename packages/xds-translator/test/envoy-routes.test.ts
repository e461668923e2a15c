// What a real Envoy does with the routes that the translator makes: matches, rewrites, redirects, shares, headers.
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { HttpMatch, HttpRoute, PathModifier, RouteFeatures, ValueMatch, WeightedBackend } from "@sluice/ir";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, hasEnvoy, LiveEnvoy } from "./envoy.ts";
import { settled } from "./settled.ts";
import { assignment, backend, destination, httpListener, origin, route, routeSet, xds } from "./values.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Request {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** What the backend saw of a request. */
interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const envoy = new LiveEnvoy();
const app = "service/default/app/8080";
const hosts: { readonly hostname: string; readonly routes: readonly HttpRoute[] }[] = [];
let port = 0;
let backendServer: Server;

/** Routes get a host of their own; the answer is the host's name. */
function serve(...routes: readonly HttpRoute[]): string {
  const hostname = `h${hosts.length}.test`;
  hosts.push({ hostname, routes });
  return hostname;
}

function ask(host: string, { path = "/", method = "GET", headers = {} }: Request = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method, headers: { ...headers, host }, agent: false };
    const call = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on("error", reject);
    call.end();
  });
}

async function seen(host: string, of: Request = {}): Promise<Seen> {
  const { status, body } = await ask(host, of);
  expect(status).toBe(200);
  return JSON.parse(body) as Seen;
}

const none = { headers: [], queryParams: [], cookies: [] };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const answering = (text: string, match: Partial<HttpMatch>): HttpRoute =>
  route(text, "", { match: { ...none, ...match }, action: { kind: "respond", statusCode: 200, body: bytes(text) } });
const forwarding = (features: RouteFeatures, prefix = "/"): HttpRoute => route("r", prefix, { features });
const sharing = (...backends: readonly WeightedBackend[]): HttpRoute =>
  route("r", "/", { action: { kind: "forward", backends } });

/** Fails the first two requests for a path with 503, then answers. */
const failures = new Map<string, number>();

beforeAll(async () => {
  if (!hasEnvoy) return;
  backendServer = createServer({ keepAliveTimeout: 0 }, (message, response) => {
    const url = message.url ?? "";
    const failed = failures.get(url) ?? 0;
    failures.set(url, failed + 1);
    if (url.startsWith("/failing") && failed < 2) response.writeHead(503).end();
    else if (url.startsWith("/slow")) void setTimeout(2000).then(() => response.end("late"));
    else response.writeHead(200, { "x-from": "backend" }).end(JSON.stringify({ url, headers: message.headers }));
  });
  await new Promise<void>((done) => backendServer.listen(0, "127.0.0.1", done));
  port = await freePort();
  const values = xds({
    listeners: [httpListener("http", { address: "127.0.0.1", port })],
    httpRoutes: hosts.map(({ hostname, routes }) => routeSet(hostname, { hostname }, routes)),
    destinations: [destination(app)],
    assignments: [assignment(app, ["127.0.0.1"], (backendServer.address() as AddressInfo).port)],
  });
  const { resources, reports } = settled(values);
  expect(reports).toEqual([]);
  await envoy.start(resources);
  while (!(await ask(hosts[0]!.hostname).catch(() => undefined))) await setTimeout(20);
}, 30_000);

afterAll(async () => {
  if (!hasEnvoy) return;
  await envoy.stop();
  backendServer.closeAllConnections();
  backendServer.close();
});

describe.runIf(hasEnvoy)("prefix", () => {
  // The rows of Gateway API's HTTPPathModifier, then those where a prefix is `/`.
  const rows: readonly (readonly [string, string, string, string])[] = [
    ["/foo", "/xyz", "/foo/bar", "/xyz/bar"],
    ["/foo", "/xyz/", "/foo/bar", "/xyz/bar"],
    ["/foo/", "/xyz", "/foo/bar", "/xyz/bar"],
    ["/foo/", "/xyz/", "/foo/bar", "/xyz/bar"],
    ["/foo", "/xyz", "/foo", "/xyz"],
    ["/foo", "/xyz", "/foo/", "/xyz/"],
    ["/foo", "", "/foo/bar", "/bar"],
    ["/foo", "", "/foo/", "/"],
    ["/foo", "", "/foo", "/"],
    ["/foo", "/", "/foo/", "/"],
    ["/foo", "/", "/foo", "/"],
    ["/foo/", "/", "/foo", "/"],
    ["/foo/", "/", "/foo/bar/baz", "/bar/baz"],
    ["/a.b+(c)", "/", "/a.b+(c)/x", "/x"],
    ["/foo", "/x\\1y", "/foo/bar", "/x\\1y/bar"],
    ["/", "/xyz/", "/bar", "/xyz/bar"],
    ["/", "/xyz/", "/", "/xyz/"],
    ["/", "/xyz", "/", "/xyz"],
    // As in Envoy Gateway; who wants a segment of its own ends the replacement in a slash.
    ["/", "/xyz", "/bar", "/xyzbar"],
    ["/", "", "/bar", "/bar"],
    ["/", "/", "/bar", "/bar"],
  ];
  const rewriting = rows.map(([prefix, value]) => {
    const path: PathModifier = { kind: "prefix", value };
    return serve(forwarding({ urlRewrite: { path, appendForwardedHost: false } }, prefix));
  });
  const redirecting = rows.map(([prefix, value]) =>
    serve(route("r", prefix, { action: { kind: "redirect", statusCode: 302, path: { kind: "prefix", value } } })),
  );

  it.each(rows.map((row, i) => [...row, i] as const))("%j becomes %j: %s is %s", async (_p, _r, path, expected, i) => {
    expect((await seen(rewriting[i]!, { path })).url).toBe(expected);
    expect((await seen(rewriting[i]!, { path: `${path}?a=/foo` })).url).toBe(`${expected}?a=/foo`);
    const location = (await ask(redirecting[i]!, { path: `${path}?a=/foo` })).headers.location;
    expect(location).toBe(`http://${redirecting[i]}${expected}?a=/foo`);
  });
});

describe.runIf(hasEnvoy)("path", () => {
  const rewritten = (path: PathModifier): string =>
    serve(forwarding({ urlRewrite: { path, appendForwardedHost: false } }));
  const full = rewritten({ kind: "full", value: "/a\\1/%20" });
  const regex = rewritten({ kind: "regex", pattern: "^/v(\\d+)/(.*)$", substitution: "/\\2/v\\1" });
  const redirected = serve(
    route("r", "/", { action: { kind: "redirect", statusCode: 302, path: { kind: "full", value: "/b" } } }),
  );

  it.each([
    ["as a whole", full, "/x/y?q=1", "/a\\1/%20?q=1"],
    ["by a regular expression", regex, "/v2/x?q=1", "/x/v2?q=1"],
    ["not where the expression finds nothing", regex, "/w2/x", "/w2/x"],
  ])("is rewritten %s", async (_title, host, path, expected) => {
    expect((await seen(host, { path })).url).toBe(expected);
  });

  it("is redirected as a whole", async () => {
    expect((await ask(redirected, { path: "/x?q=1" })).headers.location).toBe(`http://${redirected}/b?q=1`);
  });
});

describe.runIf(hasEnvoy)("redirect", () => {
  const to = (more: object): string =>
    serve(route("r", "/", { action: { kind: "redirect", statusCode: 302, ...more } }));
  const rows = [
    ["nothing else", {}, 302, (host: string) => `http://${host}/x`],
    ["another scheme", { scheme: "https", port: 443 }, 302, (host: string) => `https://${host}/x`],
    ["another host", { hostname: "b.test" }, 302, () => "http://b.test/x"],
    ["another port", { port: 8080 }, 302, (host: string) => `http://${host}:8080/x`],
    ["an unusual port of https", { scheme: "https", port: 80 }, 302, (host: string) => `https://${host}:80/x`],
    ["another code", { statusCode: 308, hostname: "b.test" }, 308, () => "http://b.test/x"],
  ] as const;
  const served = rows.map(([, more]) => to(more));

  it.each(rows.map((row, i) => [...row, i] as const))("to %s", async (_title, _more, status, location, i) => {
    const answer = await ask(served[i]!, { path: "/x" });
    expect([answer.status, answer.headers.location]).toEqual([status, location(served[i]!)]);
  });
});

describe.runIf(hasEnvoy)("regular expressions match the whole value", () => {
  const regex = (value: string): readonly ValueMatch[] => [{ name: "v", kind: "regex", value }];
  const header = (value: string) => serve(answering("yes", { headers: regex(value) }));
  const query = (value: string) => serve(answering("yes", { queryParams: regex(value) }));
  const cookie = (value: string) => serve(answering("yes", { cookies: regex(value) }));
  const path = serve(answering("yes", { path: { kind: "regex", value: "/a|/b/\\d" } }));
  const [number, either] = ["[0-9]+", "a|bc"];
  const hostsOf = (expression: string) => [header(expression), query(expression), cookie(expression)] as const;
  const [numbers, eithers] = [hostsOf(number), hostsOf(either)];

  it.each([
    [number, numbers, "12", 200],
    [number, numbers, "x12", 404],
    [number, numbers, "12x", 404],
    [either, eithers, "a", 200],
    [either, eithers, "bc", 200],
    [either, eithers, "abc", 404],
    [either, eithers, "ac", 404],
  ] as const)(
    "%s in headers, query parameters and cookies",
    async (_expression, [header, query, cookie], value, status) => {
      expect((await ask(header, { headers: { v: value } })).status).toBe(status);
      expect((await ask(query, { path: `/?u=1&v=${value}` })).status).toBe(status);
      expect((await ask(cookie, { headers: { cookie: `u=1; v=${value}` } })).status).toBe(status);
    },
  );

  it.each([
    ["/a", 200],
    ["/a?q=1", 200],
    ["/b/7", 200],
    ["/a/b/7", 404],
    ["/x/a", 404],
    ["/b/77", 404],
  ])("of the path %s", async (of, status) => {
    expect((await ask(path, { path: of })).status).toBe(status);
  });
});

describe.runIf(hasEnvoy)("values", () => {
  const match = (kind: ValueMatch["kind"], value = "", invert = false): ValueMatch => ({
    name: "v",
    kind,
    value,
    ...(invert ? { invert } : {}),
  });
  const header = (...all: Parameters<typeof match>) => serve(answering("yes", { headers: [match(...all)] }));
  const query = (...all: Parameters<typeof match>) => serve(answering("yes", { queryParams: [match(...all)] }));
  const exact = header("exact", "a");
  const present = header("present");
  const absent = header("present", "", true);
  const other = header("exact", "a", true);
  const exactQuery = query("exact", "a");
  const presentQuery = query("present");
  const method = serve(answering("yes", { method: "POST" }));

  it.each<[string, string, Request, number]>([
    ["an exact header, in any case of its name", exact, { headers: { V: "a" } }, 200],
    ["an exact header, not in another case of its value", exact, { headers: { v: "A" } }, 404],
    ["an exact header as one of several lines", exact, { headers: { v: ["b", "a"] } }, 200],
    ["an exact header, not as one of several values of a line", exact, { headers: { v: "a, b" } }, 404],
    ["a present header", present, { headers: { v: "x" } }, 200],
    ["a present header that is empty", present, { headers: { v: "" } }, 200],
    ["a present header that is no UTF-8", present, { headers: { v: "\u00ff" } }, 200],
    ["no present header", present, {}, 404],
    ["an absent header", absent, {}, 200],
    ["no absent header", absent, { headers: { v: "x" } }, 404],
    ["a header with another value", other, { headers: { v: "x" } }, 200],
    ["a query parameter", exactQuery, { path: "/?v=a" }, 200],
    ["the first of several query parameters", exactQuery, { path: "/?v=a&v=b" }, 200],
    ["not the second of several query parameters", exactQuery, { path: "/?v=b&v=a" }, 404],
    ["a query parameter without a value", presentQuery, { path: "/?v" }, 200],
    ["no query parameter", presentQuery, { path: "/?w=v" }, 404],
    ["a method", method, { method: "POST" }, 200],
    ["not another method", method, { method: "PUT" }, 404],
  ])("%s", async (_title, host, of, status) => {
    expect((await ask(host, of)).status).toBe(status);
  });
});

describe.runIf(hasEnvoy)("precedence", () => {
  const prefix = (value: string): Partial<HttpMatch> => ({ path: { kind: "prefix", value } });
  const v = (kind: ValueMatch["kind"], value: string): ValueMatch => ({ name: "v", kind, value });
  const host = serve(
    answering("any", {}),
    answering("query", { ...prefix("/a"), queryParams: [v("exact", "1")] }),
    answering("short", prefix("/a")),
    answering("long", prefix("/a/b/")),
    answering("header", { ...prefix("/a"), headers: [v("exact", "1")] }),
    answering("regex", { path: { kind: "regex", value: "/a/b/c/.*" } }),
    answering("exact", { path: { kind: "exact", value: "/a/b/c/d" } }),
    answering("method", { ...prefix("/a"), method: "PUT" }),
  );

  it.each<[string, Request]>([
    ["exact", { path: "/a/b/c/d" }],
    ["regex", { path: "/a/b/c/e" }],
    ["long", { path: "/a/b/d" }],
    ["long", { path: "/a/b" }],
    ["short", { path: "/a/bb" }],
    ["short", { path: "/a" }],
    ["header", { path: "/a?v=1", headers: { v: "1" } }],
    ["method", { path: "/a", method: "PUT" }],
    ["query", { path: "/a?v=1" }],
    ["any", { path: "/ab" }],
  ])("%s takes %j", async (expected, of) => {
    expect((await ask(host, of)).body).toBe(expected);
  });
});

describe.runIf(hasEnvoy)("shares", () => {
  const invalid: WeightedBackend = { kind: "invalid", weight: 1, reason: "gone" };
  const unavailable: WeightedBackend = {
    kind: "unavailable",
    weight: 1,
    reason: "empty",
    origin: origin("Service", "app"),
  };
  const half = serve(sharing(backend(app), invalid));
  const rows = [
    ["a broken backend", serve(sharing(invalid)), 500],
    ["a backend without endpoints", serve(sharing(unavailable)), 503],
    ["both", serve(sharing(invalid, unavailable)), 503],
    ["weight 0 only", serve(sharing(backend(app, 0))), 500],
    ["nothing", serve(sharing()), 500],
    ["a good backend beside broken ones of weight 0", serve(sharing(backend(app), { ...invalid, weight: 0 })), 200],
  ] as const;

  it.each(rows)("of %s", async (_title, host, status) => {
    expect((await ask(host)).status).toBe(status);
  });

  it("of a good backend and a broken one of equal weight", async () => {
    const answers = await Promise.all(Array.from({ length: 64 }, () => ask(half)));
    const good = answers.filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 500)).toBe(true);
    expect(good).toBeGreaterThan(10);
    expect(good).toBeLessThan(54);
  });
});

describe.runIf(hasEnvoy)("headers", () => {
  const put = (mode: "set" | "add" | "addIfAbsent", name: string, ...values: string[]) => ({ name, values, mode });
  const request = {
    put: [put("set", "s", "1"), put("add", "a", "1", "2"), put("addIfAbsent", "i", "1"), put("set", "e")],
    remove: ["r"],
  };
  const response = { put: [put("set", "x-from", "route"), put("add", "x-a", "1")], remove: ["content-length"] };
  const host = serve(forwarding({ requestHeaders: request, responseHeaders: response }));
  const named = serve(
    forwarding({ urlRewrite: { host: { kind: "literal", value: "b.test" }, appendForwardedHost: true } }),
  );
  const ofHeader = serve(
    forwarding({ urlRewrite: { host: { kind: "header", name: "x-host" }, appendForwardedHost: false } }),
  );
  const weighted = serve(
    sharing({
      kind: "destination",
      destination: app,
      weight: 1,
      origin: origin("Service", "app"),
      filters: { requestHeaders: request, responseHeaders: response },
    }),
  );

  it.each([
    ["a route", host],
    ["one of its backends", weighted],
  ])("of requests change as %s says", async (_title, of) => {
    const { headers } = await seen(of, { headers: { s: "0", a: "0", i: "0", r: "0", e: "0" } });
    expect(headers).toMatchObject({ s: "1", a: "0, 1, 2", i: "0", e: "" });
    expect(headers).not.toHaveProperty("r");
    expect((await seen(of)).headers).toMatchObject({ s: "1", a: "1, 2", i: "1", e: "" });
  });

  it.each([
    ["a route", host],
    ["one of its backends", weighted],
  ])("of responses change as %s says", async (_title, of) => {
    const { headers } = await ask(of);
    expect(headers).toMatchObject({ "x-from": "route", "x-a": "1" });
  });

  it("name another host, and the first one where asked to", async () => {
    expect((await seen(named)).headers).toMatchObject({ host: "b.test", "x-forwarded-host": named });
    const { headers } = await seen(ofHeader, { headers: { "x-host": "c.test" } });
    expect(headers.host).toBe("c.test");
    expect(headers).not.toHaveProperty("x-forwarded-host");
  });
});

describe.runIf(hasEnvoy)("direct responses", () => {
  const respond = (body: string, contentType?: string): string =>
    serve(
      route("r", "/", {
        action: { kind: "respond", statusCode: 200, body: bytes(body), ...(contentType ? { contentType } : {}) },
      }),
    );
  const rows = [
    ["text", respond("OK"), "OK", "text/plain"],
    ["of a type", respond("{}", "application/json"), "{}", "application/json"],
    ["with commands", respond("%REQ(:method)% 100%%"), "GET 100%", "text/plain"],
    ["with a lone percent sign", respond("100% sure"), "100% sure", "text/plain"],
    ["of 5,000 bytes", respond("x".repeat(5000)), "x".repeat(5000), "text/plain"],
  ] as const;

  it.each(rows)("%s", async (_title, host, body, type) => {
    const answer = await ask(host);
    expect([answer.status, answer.body, answer.headers["content-type"]]).toEqual([200, body, type]);
  });
});

describe.runIf(hasEnvoy)("other features", () => {
  const cors = {
    allowOrigins: ["https://*.a.test", "https://b.test"],
    allowMethods: ["GET", "*"],
    allowHeaders: ["x-a"],
    exposeHeaders: ["x-b"],
    maxAge: 5000,
    allowCredentials: true,
  };
  const shared = serve(forwarding({ cors }));
  const sticky = serve(forwarding({ sessionPersistence: { kind: "cookie", name: "s", path: "/", ttl: 60_000 } }));
  const short = serve(forwarding({ timeout: { request: 200 } }));
  const retrying = serve(forwarding({ retry: { attempts: 2, statusCodes: [503], backoff: { base: 25 } } }));

  it.each([
    ["https://x.a.test", true],
    ["https://b.test", true],
    ["https://x.a.test.evil", false],
    ["http://b.test", false],
    ["https://xa.test", false],
  ])("preflight requests from %s: %s", async (origin, allowed) => {
    const headers = { origin, "access-control-request-method": "PUT" };
    const answer = await ask(shared, { method: "OPTIONS", headers });
    expect(answer.headers["access-control-allow-origin"]).toBe(allowed ? origin : undefined);
    expect(answer.headers).toMatchObject({ "access-control-max-age": "5", "access-control-allow-methods": "PUT" });
  });

  it("sessions are kept by a cookie", async () => {
    const [set] = (await ask(sticky)).headers["set-cookie"] ?? [];
    expect(set).toMatch(/^s="?[^;]+; Max-Age=60; Path=\/; HttpOnly$/);
    const { status, headers } = await ask(sticky, { headers: { cookie: set!.split(";")[0]! } });
    expect([status, headers["set-cookie"]]).toEqual([200, undefined]);
  });

  it("requests have a limit of time", async () => {
    expect((await ask(short, { path: "/slow" })).status).toBe(504);
  });

  it("requests are tried again", async () => {
    expect((await seen(retrying, { path: "/failing" })).url).toBe("/failing");
  });

  it("nothing was refused", () => {
    expect([envoy.refusals, envoy.log()]).toEqual([[], ""]);
  });
});
