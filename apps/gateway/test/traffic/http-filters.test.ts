import type {
  HTTPRequestRedirectFilter,
  HTTPRouteRule,
  HTTPRouteRuleFilter,
  HTTPURLRewriteFilter,
} from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { echoOf, type Received, type Sent, send } from "./client.ts";
import { startHttpBackend } from "./http-backend.ts";
import { classOfSluice, gateway, httpRoute, service, to } from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

describeTraffic("HTTPRoute filters", (traffic) => {
  let port = 0;

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    const behave = () => ({ headers: { "x-old": "backend", "x-secret": "1", "x-list": "a" } });
    const blue = await traffic.run(startHttpBackend("blue", { behave }));
    await traffic.serve(
      [
        classOfSluice,
        gateway("web", [{ name: "http", protocol: "HTTP", port }]),
        ...service("blue", blue.port),
        ...routes,
      ],
      [port],
    );
  });

  const ask = (sent: Omit<Sent, "port">): Promise<Received> => send({ port, ...sent });

  it("change headers of requests", async () => {
    const headers = { "x-old": "client", "X-Secret": "1", "x-list": "a" };
    const echo = echoOf(await ask({ host: "headers.test", path: "/request", headers }));
    expect(echo.headers).toMatchObject({ "x-old": "set", "x-new": "set", "x-list": "a, added", "x-added": "added" });
    expect(echo.headers).not.toHaveProperty("x-secret");
  });

  it("change headers of responses", async () => {
    const { headers } = await ask({ host: "headers.test", path: "/response" });
    expect(headers).toMatchObject({ "x-old": "set", "x-new": "set", "x-list": "a, added", "x-added": "added" });
    expect(headers).not.toHaveProperty("x-secret");
  });

  it("change headers for one backend only", async () => {
    const answer = await ask({ host: "headers.test", path: "/backend" });
    expect(echoOf(answer).headers).toMatchObject({ "x-for": "blue" });
    expect(answer.headers).toMatchObject({ "x-from": "blue" });
  });

  it.each<[string, Omit<Sent, "port">, number, string]>([
    [
      "by default with 302, to the listener's port",
      { host: "redirect.test", path: "/302?x=1" },
      302,
      "http://to.test:PORT/302?x=1",
    ],
    ["with 301", { host: "redirect.test", path: "/301" }, 301, "http://to.test:PORT/301"],
    ["with 303", { host: "redirect.test", path: "/303" }, 303, "http://to.test:PORT/303"],
    ["with 307", { host: "redirect.test", path: "/307" }, 307, "http://to.test:PORT/307"],
    ["with 308", { host: "redirect.test", path: "/308" }, 308, "http://to.test:PORT/308"],
    ["to another scheme", { host: "redirect.test", path: "/scheme" }, 302, "https://redirect.test/scheme"],
    ["to another port", { host: "redirect.test", path: "/port" }, 302, "http://redirect.test:8083/port"],
    [
      "to another scheme and port",
      { host: "redirect.test", path: "/scheme-port" },
      302,
      "https://redirect.test:8443/scheme-port",
    ],
    ["to another path", { host: "redirect.test", path: "/full/a?x=1" }, 302, "http://redirect.test:PORT/elsewhere?x=1"],
    ["to another prefix", { host: "redirect.test", path: "/prefix/a/b" }, 302, "http://redirect.test:PORT/new/a/b"],
    ["to another prefix, itself", { host: "redirect.test", path: "/prefix" }, 302, "http://redirect.test:PORT/new"],
    ["to no prefix", { host: "redirect.test", path: "/strip/a" }, 302, "http://redirect.test:PORT/a"],
    ["to no prefix, itself", { host: "redirect.test", path: "/strip" }, 302, "http://redirect.test:PORT/"],
  ])("redirect %s", async (_title, sent, status, location) => {
    const answer = await ask(sent);
    expect([answer.status, answer.headers.location]).toEqual([status, location.replace("PORT", String(port))]);
  });

  it.each<[string, string, string]>([
    ["the whole path", "/full/a/b?x=1", "/elsewhere?x=1"],
    ["a prefix", "/prefix/a/b?x=1", "/new/a/b?x=1"],
    ["a prefix, itself", "/prefix", "/new"],
    ["a prefix, with a slash behind", "/prefix/", "/new/"],
    ["a prefix to nothing", "/strip/a", "/a"],
    ["a prefix to nothing, itself", "/strip", "/"],
  ])("rewrite %s", async (_title, path, expected) => {
    expect(echoOf(await ask({ host: "rewrite.test", path })).path).toBe(expected);
  });

  it("rewrite the host, and tell the old one", async () => {
    const echo = echoOf(await ask({ host: "rewrite.test", path: "/host" }));
    expect(echo).toMatchObject({ host: "internal.test", headers: { "x-forwarded-host": "rewrite.test" } });
  });

  it("rewrite the host for one backend only", async () => {
    expect(echoOf(await ask({ host: "rewrite.test", path: "/backend-host" })).host).toBe("blue.internal.test");
  });

  it("answer CORS preflights, and mark the responses to allowed origins", async () => {
    const preflight = (origin: string, path = "/all"): Promise<Received> =>
      ask({
        host: "cors.test",
        path,
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": "x-token" },
      });
    const allowed = await preflight("https://shop.test");
    expect(allowed).toMatchObject({ status: 200, body: "" });
    expect(allowed.headers).toMatchObject({
      "access-control-allow-origin": "https://shop.test",
      "access-control-allow-methods": "GET, PUT",
      "access-control-allow-headers": "x-token",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "600",
    });
    expect((await preflight("https://a.wild.test")).headers["access-control-allow-origin"]).toBe("https://a.wild.test");
    expect((await preflight("https://evil.test")).headers).not.toHaveProperty("access-control-allow-origin");
    expect((await preflight("https://shop.test", "/only-put")).headers["access-control-allow-methods"]).toBe(
      "GET, PUT",
    );
    const answer = await ask({ host: "cors.test", path: "/all", headers: { origin: "https://shop.test" } });
    expect(echoOf(answer).backend).toBe("blue");
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://shop.test",
      "access-control-expose-headers": "x-count",
    });
    const other = await ask({ host: "cors.test", path: "/all", headers: { origin: "https://evil.test" } });
    expect(other.status).toBe(200);
    expect(other.headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("answer 500 where a filter is not supported, and serve the other rules", async () => {
    expect((await ask({ host: "broken.test", path: "/broken" })).status).toBe(500);
    expect((await ask({ host: "broken.test", path: "/fine" })).status).toBe(200);
  });
});

const changes = {
  set: [
    { name: "X-Old", value: "set" },
    { name: "x-new", value: "set" },
  ],
  add: [
    { name: "x-list", value: "added" },
    { name: "x-added", value: "added" },
  ],
  remove: ["x-secret"],
};

function at(path: string, ...filters: readonly HTTPRouteRuleFilter[]): HTTPRouteRule {
  return { matches: [{ path: { type: "PathPrefix", value: path } }], filters, backendRefs: [to("blue")] };
}

function redirect(path: string, requestRedirect: HTTPRequestRedirectFilter): HTTPRouteRule {
  const { backendRefs: _, ...rule } = at(path, { type: "RequestRedirect", requestRedirect });
  return rule;
}

function rewrite(path: string, urlRewrite: HTTPURLRewriteFilter): HTTPRouteRule {
  return at(path, { type: "URLRewrite", urlRewrite });
}

const full = { type: "ReplaceFullPath", replaceFullPath: "/elsewhere" } as const;
const prefix = { type: "ReplacePrefixMatch", replacePrefixMatch: "/new" } as const;
const nothing = { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } as const;
const cors: HTTPRouteRuleFilter = {
  type: "CORS",
  cors: {
    allowOrigins: ["https://shop.test", "https://*.wild.test"],
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["x-token"],
    exposeHeaders: ["x-count"],
    maxAge: 600,
    allowCredentials: true,
  },
};

const routes = [
  httpRoute("headers", {
    hostnames: ["headers.test"],
    rules: [
      at("/request", { type: "RequestHeaderModifier", requestHeaderModifier: changes }),
      at("/response", { type: "ResponseHeaderModifier", responseHeaderModifier: changes }),
      {
        ...at("/backend"),
        backendRefs: [
          to("blue", {
            filters: [
              { type: "RequestHeaderModifier", requestHeaderModifier: { set: [{ name: "x-for", value: "blue" }] } },
              { type: "ResponseHeaderModifier", responseHeaderModifier: { set: [{ name: "x-from", value: "blue" }] } },
            ],
          }),
        ],
      },
    ],
  }),
  httpRoute("redirect", {
    hostnames: ["redirect.test"],
    rules: [
      redirect("/302", { hostname: "to.test" }),
      ...([301, 303, 307, 308] as const).map((statusCode) =>
        redirect(`/${statusCode}`, { hostname: "to.test", statusCode }),
      ),
      redirect("/scheme", { scheme: "https" }),
      redirect("/port", { port: 8083 }),
      redirect("/scheme-port", { scheme: "https", port: 8443 }),
      redirect("/full", { path: full }),
      redirect("/prefix", { path: prefix }),
      redirect("/strip", { path: nothing }),
    ],
  }),
  httpRoute("rewrite", {
    hostnames: ["rewrite.test"],
    rules: [
      rewrite("/full", { path: full }),
      rewrite("/prefix", { path: prefix }),
      rewrite("/strip", { path: nothing }),
      rewrite("/host", { hostname: "internal.test" }),
      {
        ...at("/backend-host"),
        backendRefs: [
          to("blue", { filters: [{ type: "URLRewrite", urlRewrite: { hostname: "blue.internal.test" } }] }),
        ],
      },
    ],
  }),
  httpRoute("cors", {
    hostnames: ["cors.test"],
    rules: [
      at("/all", cors),
      { ...at("/only-put", cors), matches: [{ path: { type: "PathPrefix", value: "/only-put" }, method: "PUT" }] },
    ],
  }),
  httpRoute("broken", {
    hostnames: ["broken.test"],
    rules: [
      at("/broken", { type: "ExtensionRef", extensionRef: { group: "example.com", kind: "Magic", name: "none" } }),
      at("/fine"),
    ],
  }),
];
