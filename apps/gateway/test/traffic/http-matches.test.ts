import type { HTTPRouteMatch, HTTPRouteRule } from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { echoOf, type Sent, send, sendHttp2 } from "./client.ts";
import { startHttpBackend } from "./http-backend.ts";
import { classOfSluice, gateway, httpRoute, service, to } from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

describeTraffic("HTTPRoute matches", (traffic) => {
  let port = 0;
  let second = 0;

  beforeAll(async () => {
    [port = 0, second = 0] = await freePorts(2);
    const blue = await traffic.run(startHttpBackend("blue"));
    const listeners = [
      { name: "any", protocol: "HTTP", port },
      { name: "narrow", protocol: "HTTP", port, hostname: "narrow.test" },
      { name: "wide", protocol: "HTTP", port, hostname: "*.wide.test" },
      { name: "second", protocol: "HTTP", port: second },
    ];
    await traffic.serve(
      [classOfSluice, gateway("web", listeners), ...service("blue", blue.port), ...routes({ second })],
      [port, second],
    );
  });

  /** Which rule answered; undefined for none. */
  const ruleFor = async (sent: Omit<Sent, "port"> & { readonly port?: number }): Promise<string | undefined> => {
    const received = await send({ port, ...sent });
    expect(received.status).toBe(received.headers["x-rule"] === undefined ? 404 : 200);
    return received.headers["x-rule"] as string | undefined;
  };

  it.each<[string, Omit<Sent, "port" | "host">, string]>([
    ["no match but the prefix /", { path: "/other" }, "anything"],
    ["a prefix", { path: "/shop" }, "prefix"],
    ["a prefix, below", { path: "/shop/x/y" }, "prefix"],
    ["a prefix, by whole segments only", { path: "/shopping" }, "anything"],
    ["a prefix, without the query", { path: "/shop?x=1" }, "prefix"],
    ["the longer prefix", { path: "/shop/cart/1" }, "longer prefix"],
    ["an exact path before a prefix", { path: "/shop/cart" }, "exact"],
    ["not an exact path with a slash behind", { path: "/shop/cart/" }, "longer prefix"],
    ["a regular expression as a whole", { path: "/items/12" }, "regex path"],
    ["not a regular expression in part", { path: "/items/12/x" }, "anything"],
    ["a method", { path: "/shop", method: "POST" }, "method"],
    ["a header", { path: "/shop", headers: { "x-tier": "gold" } }, "header"],
    ["a header with another value", { path: "/shop", headers: { "x-tier": "silver" } }, "prefix"],
    ["a header's regular expression", { path: "/shop", headers: { "x-build": "v123" } }, "regex header"],
    ["more headers before fewer", { path: "/shop", headers: { "x-tier": "gold", "x-user": "ann" } }, "two headers"],
    ["a query parameter", { path: "/shop?page=1" }, "query"],
    ["a query parameter's regular expression", { path: "/shop?page=22" }, "regex query"],
    ["more query parameters before fewer", { path: "/shop?page=1&size=9" }, "two queries"],
    ["a header before query parameters", { path: "/shop?page=1&size=9", headers: { "x-tier": "gold" } }, "header"],
    [
      "a method before any number of headers",
      { path: "/shop", method: "POST", headers: { "x-tier": "gold", "x-user": "ann" } },
      "method",
    ],
    ["a longer prefix before headers", { path: "/shop/cart/1", headers: { "x-tier": "gold" } }, "longer prefix"],
    ["the second of two matches of a rule", { path: "/either-b" }, "either"],
  ])("choose %s", async (_title, sent, rule) => {
    expect(await ruleFor({ host: "precedence.test", ...sent })).toBe(rule);
  });

  it("give ties to the older route, then to the first by name, then to the earlier rule", async () => {
    expect(await ruleFor({ host: "ties.test", path: "/age" })).toBe("older");
    expect(await ruleFor({ host: "ties.test", path: "/name" })).toBe("name a");
    expect(await ruleFor({ host: "ties.test", path: "/rule" })).toBe("rule 0");
  });

  it.each<[string, string, string | undefined]>([
    ["an exact host before a wildcard", "www.hosts.test", "exact host"],
    ["a wildcard", "a.hosts.test", "wildcard host"],
    ["a wildcard, several labels deep", "a.b.hosts.test", "wildcard host"],
    ["no wildcard for the domain itself", "hosts.test", undefined],
    ["a host whatever port it comes with", "www.hosts.test:8080", "exact host"],
    ["nothing for unknown hosts", "unknown.test", undefined],
  ])("choose %s", async (_title, host, rule) => {
    expect(await ruleFor({ host })).toBe(rule);
  });

  it("keep listeners apart: a more specific listener takes its host away from others", async () => {
    expect(await ruleFor({ host: "narrow.test", path: "/only-narrow" })).toBe("narrow listener");
    expect(await ruleFor({ host: "narrow.test", path: "/only-any" })).toBeUndefined();
    expect(await ruleFor({ host: "precedence.test", path: "/only-narrow" })).toBe("anything");
    expect(await ruleFor({ host: "a.wide.test" })).toBe("wide listener");
    expect(await ruleFor({ host: "b.wide.test" })).toBeUndefined();
    expect(await ruleFor({ host: "c.wide.test", path: "/only-any" })).toBeUndefined();
    expect(await ruleFor({ host: "unknown.test", path: "/every-host" })).toBe("every host");
    expect(await ruleFor({ host: "narrow.test", path: "/every-host" })).toBeUndefined();
  });

  it("attach by sectionName and by port", async () => {
    expect(await ruleFor({ host: "by-port.test", port: second })).toBe("by port");
    expect(await ruleFor({ host: "by-port.test" })).toBeUndefined();
    expect(await ruleFor({ host: "by-section.test", port: second })).toBe("by section");
    expect(await ruleFor({ host: "by-section.test" })).toBeUndefined();
  });

  it("serve HTTP/2 without TLS, too", async () => {
    const received = await sendHttp2({
      port,
      host: "precedence.test",
      path: "/shop/cart",
      method: "PUT",
      body: "hello",
    });
    expect(received.headers["x-rule"]).toBe("exact");
    expect(echoOf(received)).toMatchObject({ httpVersion: "1.1", method: "PUT", path: "/shop/cart", body: "hello" });
  });
});

/** A rule that marks its answers. */
function marked(name: string, ...matches: readonly HTTPRouteMatch[]): HTTPRouteRule {
  return {
    matches,
    filters: [{ type: "ResponseHeaderModifier", responseHeaderModifier: { set: [{ name: "x-rule", value: name }] } }],
    backendRefs: [to("blue")],
  };
}

function routes({ second }: { readonly second: number }) {
  const path = (value: string, more: HTTPRouteMatch = {}): HTTPRouteMatch => ({
    path: { type: "PathPrefix", value },
    ...more,
  });
  const gold = { name: "x-tier", value: "gold" };
  const page = { name: "page", value: "1" };
  return [
    httpRoute("precedence", {
      hostnames: ["precedence.test"],
      rules: [
        marked("anything", path("/")),
        marked("prefix", path("/shop")),
        marked("query", path("/shop", { queryParams: [page] })),
        marked(
          "regex query",
          path("/shop", { queryParams: [{ type: "RegularExpression", name: "page", value: "2+" }] }),
        ),
        marked("two queries", path("/shop", { queryParams: [page, { name: "size", value: "9" }] })),
        marked("header", path("/shop", { headers: [gold] })),
        marked(
          "regex header",
          path("/shop", { headers: [{ type: "RegularExpression", name: "X-Build", value: "v\\d+" }] }),
        ),
        marked("two headers", path("/shop", { headers: [gold, { name: "x-user", value: "ann" }] })),
        marked("method", path("/shop", { method: "POST" })),
        marked("longer prefix", path("/shop/cart/")),
        marked("exact", { path: { type: "Exact", value: "/shop/cart" } }),
        marked("regex path", { path: { type: "RegularExpression", value: "/items/\\d+" } }),
        marked("either", path("/either-a"), path("/either-b")),
      ],
    }),
    httpRoute(
      "a-younger",
      {
        hostnames: ["ties.test"],
        rules: [marked("younger", path("/age")), marked("rule 0", path("/rule")), marked("rule 1", path("/rule"))],
      },
      { creationTimestamp: "2024-02-01T00:00:00Z" },
    ),
    httpRoute(
      "z-older",
      { hostnames: ["ties.test"], rules: [marked("older", path("/age"))] },
      { creationTimestamp: "2024-01-01T00:00:00Z" },
    ),
    ...["b", "a"].map((name) =>
      httpRoute(`tie-${name}`, { hostnames: ["ties.test"], rules: [marked(`name ${name}`, path("/name"))] }),
    ),
    httpRoute("exact-host", { hostnames: ["www.hosts.test"], rules: [marked("exact host")] }),
    httpRoute("wildcard-host", { hostnames: ["*.hosts.test"], rules: [marked("wildcard host")] }),
    httpRoute("narrow", {
      parentRefs: [{ name: "web", sectionName: "narrow" }],
      rules: [marked("narrow listener", path("/only-narrow"))],
    }),
    httpRoute("any", {
      parentRefs: [{ name: "web", sectionName: "any" }],
      hostnames: ["narrow.test", "c.wide.test"],
      rules: [marked("any listener", path("/only-any"))],
    }),
    httpRoute("every-host", {
      parentRefs: [{ name: "web", sectionName: "any" }],
      rules: [marked("every host", path("/every-host"))],
    }),
    httpRoute("wide", {
      parentRefs: [{ name: "web", sectionName: "wide" }],
      hostnames: ["a.wide.test", "outside.test"],
      rules: [marked("wide listener")],
    }),
    httpRoute("by-port", {
      parentRefs: [{ name: "web", port: second }],
      hostnames: ["by-port.test"],
      rules: [marked("by port")],
    }),
    httpRoute("by-section", {
      parentRefs: [{ name: "web", sectionName: "second" }],
      hostnames: ["by-section.test"],
      rules: [marked("by section")],
    }),
  ];
}
