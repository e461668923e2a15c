import type { HttpAction, HttpRoute, UrlRewrite } from "@sluice/ir";
import { Route } from "@sluice/protos/envoy/config/route/v3/route_components";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { backend, destination, origin, route } from "../../test/values.ts";
import { toTraits } from "../clusters/traits.ts";
import { type RouteContext, toRoute } from "./route.ts";

const context: RouteContext = {
  set: { grpc: false },
  metadata: false,
  traits: (name) => toTraits(destination(name, name === "dyn" ? { discovery: { kind: "dynamicResolver" } } : {})),
};

function routeJson(change: Partial<HttpRoute>, more: Partial<RouteContext> = {}): Record<string, unknown> {
  return checkedJson(Route, toRoute(route("r", "/a", change), { ...context, ...more }));
}

const upgradeConfigs = [{ upgradeType: "websocket" }];
const base = { name: "httproute/default/r/rule/0/match/0/*", match: { pathSeparatedPrefix: "/a" } };
const forward = { ...base, route: { cluster: "service/default/app/8080", upgradeConfigs } };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("toRoute", () => {
  it.each<[string, Partial<HttpRoute>, object]>([
    ["forwards and upgrades", {}, forward],
    [
      "redirects to what the match leaves",
      { action: { kind: "redirect", statusCode: 301, path: { kind: "prefix", value: "/b" } } },
      { ...base, redirect: { prefixRewrite: "/b" } },
    ],
    ["answers", { action: { kind: "respond", statusCode: 503 } }, { ...base, directResponse: { status: 503 } }],
    [
      "applies features of forwarding only where it forwards",
      {
        action: { kind: "respond", statusCode: 200 },
        features: {
          timeout: { request: 1000 },
          responseHeaders: { put: [{ name: "a", values: ["1"], mode: "set" }], remove: [] },
        },
      },
      {
        ...base,
        directResponse: { status: 200 },
        responseHeadersToAdd: [{ header: { key: "a", value: "1" }, appendAction: "OVERWRITE_IF_EXISTS_OR_ADD" }],
      },
    ],
    [
      "applies features",
      { features: { timeout: { request: 1000 }, mirrors: [{ destination: "m" }] } },
      {
        ...base,
        route: {
          cluster: "service/default/app/8080",
          timeout: "1s",
          idleTimeout: "3600s",
          requestMirrorPolicies: [
            {
              cluster: "m",
              runtimeFraction: { defaultValue: { numerator: 100 } },
              disableShadowHostSuffixAppend: true,
            },
          ],
          upgradeConfigs,
        },
      },
    ],
  ])("%s", (_title, change, expected) => {
    expect(routeJson(change)).toEqual(expected);
  });

  it.each<[string, Partial<RouteContext>, object]>([
    ["no upgrades for gRPC", { set: { grpc: true } }, { ...base, route: { cluster: "service/default/app/8080" } }],
    [
      "its origin",
      { metadata: true },
      {
        ...forward,
        metadata: {
          filterMetadata: { "envoy-gateway": { resources: [{ kind: "HTTPRoute", name: "r", namespace: "default" }] } },
        },
      },
    ],
    [
      "the port for HTTP/3",
      { altSvc: 8443 },
      {
        ...forward,
        responseHeadersToAdd: [{ header: { key: "alt-svc", value: 'h3=":8443"; ma=86400' }, append: true }],
      },
    ],
  ])("says %s where asked to", (_title, more, expected) => {
    expect(routeJson({}, more)).toEqual(expected);
  });
});

describe("direct responses", () => {
  const respond = (body: string | undefined, contentType?: string): HttpAction => ({
    kind: "respond",
    statusCode: 200,
    ...(body === undefined ? {} : { body: bytes(body) }),
    ...(contentType === undefined ? {} : { contentType }),
  });
  it.each<[string, string | undefined, object]>([
    ["none", undefined, {}],
    ["an empty one", "", {}],
    ["text", "OK", { bodyFormat: { textFormatSource: { inlineBytes: base64("OK") } } }],
    [
      "commands",
      "%PROTOCOL% %REQ(:path):3% 100%%",
      {
        bodyFormat: { textFormatSource: { inlineBytes: base64("%PROTOCOL% %REQ(:path):3% 100%%") } },
      },
    ],
    ["a lone percent sign", "100% sure", { body: { inlineBytes: base64("100% sure") } }],
    ["a percent sign at the end", "100%", { body: { inlineBytes: base64("100%") } }],
    ["bytes that are no text", "\u0000%\u0001%\n", { body: { inlineBytes: base64("\u0000%\u0001%\n") } }],
  ])("body: %s", (_title, body, expected) => {
    expect(routeJson({ action: respond(body) })).toEqual({ ...base, directResponse: { status: 200, ...expected } });
  });

  it("content type: before what users set", () => {
    const features: HttpRoute["features"] = {
      responseHeaders: { put: [{ name: "a", values: ["1"], mode: "add" }], remove: [] },
    };
    const { responseHeadersToAdd } = routeJson(
      { action: respond("{}", "application/json"), features },
      { altSvc: 443 },
    );
    expect(responseHeadersToAdd).toMatchObject([
      {
        header: { key: "Content-Type", value: "application/json" },
        appendAction: "OVERWRITE_IF_EXISTS_OR_ADD",
      },
      { header: { key: "a" } },
      { header: { key: "alt-svc" } },
    ]);
  });
});

describe("dynamic resolver", () => {
  const guard = "envoy.filters.http.rbac.dfp_loopback_deny";
  const through = (host?: UrlRewrite["host"]): Record<string, unknown> =>
    routeJson({
      action: { kind: "forward", backends: [backend("dyn")] },
      features: host ? { urlRewrite: { host, appendForwardedHost: true } } : {},
    });

  it("refuses the proxy's own names", () => {
    expect(Object.keys(through().typedPerFilterConfig as object)).toEqual([guard]);
    expect(routeJson({})).not.toHaveProperty("typedPerFilterConfig");
  });

  it("keeps the request's host, as endpoints have no name", () => {
    expect(through({ kind: "backend" }).route).toEqual({ cluster: "dyn", upgradeConfigs });
  });

  it("keeps the guard beside settings of other filters", () => {
    const cors = {
      allowOrigins: ["*"],
      allowMethods: [],
      allowHeaders: [],
      exposeHeaders: [],
      allowCredentials: false,
    };
    const { typedPerFilterConfig } = routeJson({
      action: { kind: "forward", backends: [backend("dyn")] },
      features: { cors },
    });
    expect(Object.keys(typedPerFilterConfig as object).sort()).toEqual(["envoy.filters.http.cors", guard]);
  });
});

it("keeps the origin of a rule", () => {
  const { metadata } = routeJson({ origin: origin("HTTPRoute", "r", { sectionName: "rule" }) }, { metadata: true });
  expect(metadata).toMatchObject({ filterMetadata: { "envoy-gateway": { resources: [{ sectionName: "rule" }] } } });
});
