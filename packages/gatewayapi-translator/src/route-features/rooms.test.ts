import type { RouteFeatures } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import type { RouteFault } from "../status/conditions.ts";
import type { RuleView } from "./feature.ts";
import { featuresOf, fitToMatch } from "./table.ts";

interface Row {
  readonly title: string;
  readonly rule: Partial<Omit<RuleView, "filters">> & { readonly filters?: readonly object[] };
  readonly features: RouteFeatures;
  /** `<field>: <part of the message>` of each fault. */
  readonly faults?: readonly string[];
}

function translate(rule: Row["rule"]): { readonly features: RouteFeatures; readonly faults: readonly RouteFault[] } {
  const faults: RouteFault[] = [];
  const filters = (rule.filters ?? []).map((filter, index) => ({ index, filter }) as RuleView["filters"][number]);
  const features = featuresOf(
    { name: "httproute/shop/cart/rule/0", field: "rule", ...rule, filters },
    {
      fault: (fault) => faults.push(fault),
      mirrorTo: ({ name }, index) => (name === "missing" ? undefined : `${name}-${index}`),
    },
  );
  return { features, faults };
}

const request = (of: object): object => ({ type: "RequestHeaderModifier", requestHeaderModifier: of });
const rewrite = (of: object): object => ({ type: "URLRewrite", urlRewrite: of });
const mirror = (of: object): object => ({ type: "RequestMirror", requestMirror: of });

const retryTriggers = [
  "connect-failure",
  "refused-stream",
  "reset",
  "unavailable",
  "cancelled",
  "retriable-status-codes",
];

const rows: readonly Row[] = [
  { title: "nothing said", rule: {}, features: {} },
  {
    title: "headers: add and set in order, names as written",
    rule: {
      filters: [request({ add: [{ name: "A", value: "1" }], set: [{ name: "b", value: "2 3" }], remove: ["C"] })],
    },
    features: {
      requestHeaders: {
        put: [
          { name: "A", values: ["1"], mode: "add" },
          { name: "b", values: ["2 3"], mode: "set" },
        ],
        remove: ["C"],
      },
    },
  },
  {
    title: "headers: the first of two filters wins",
    rule: {
      filters: [
        request({ set: [{ name: "a", value: "1" }] }),
        request({ add: [{ name: "A", value: "2" }], remove: ["b", "B"] }),
      ],
    },
    features: { requestHeaders: { put: [{ name: "a", values: ["1"], mode: "set" }], remove: ["b"] } },
  },
  {
    title: "headers: one mistake does not spoil the others",
    rule: {
      filters: [
        request({
          set: [
            { name: "host", value: "x" },
            { name: "a", value: "" },
            { name: "b", value: "1" },
          ],
          remove: ["x/y", ""],
        }),
      ],
    },
    features: { requestHeaders: { put: [{ name: "b", values: ["1"], mode: "set" }], remove: [] } },
    faults: [
      "rule.filters[0].requestHeaderModifier.set[0]: Host header",
      "rule.filters[0].requestHeaderModifier.set[1]: empty",
      "rule.filters[0].requestHeaderModifier.remove[0]: not allowed",
      "rule.filters[0].requestHeaderModifier.remove[1]: needs a name",
    ],
  },
  { title: "headers: an empty filter says nothing", rule: { filters: [request({})] }, features: {} },
  {
    title: "response headers",
    rule: { filters: [{ type: "ResponseHeaderModifier", responseHeaderModifier: { remove: ["server"] } }] },
    features: { responseHeaders: { put: [], remove: ["server"] } },
  },
  {
    title: "mirrors: all requests, a percentage, a fraction",
    rule: {
      filters: [
        mirror({ backendRef: { name: "a" } }),
        mirror({ backendRef: { name: "missing" } }),
        mirror({ backendRef: { name: "b" }, percent: 5 }),
        mirror({ backendRef: { name: "c" }, fraction: { numerator: 1 } }),
      ],
    },
    features: {
      mirrors: [
        { destination: "a-0" },
        { destination: "b-2", fraction: { numerator: 5, denominator: 100 } },
        { destination: "c-3", fraction: { numerator: 1, denominator: 100 } },
      ],
    },
  },
  {
    title: "CORS: the last filter, seconds as milliseconds",
    rule: {
      filters: [
        { type: "CORS", cors: { allowOrigins: ["*"] } },
        { type: "CORS", cors: { allowOrigins: ["https://a.example"], maxAge: 5 } },
      ],
    },
    features: {
      cors: {
        allowOrigins: ["https://a.example"],
        allowMethods: [],
        allowHeaders: [],
        exposeHeaders: [],
        maxAge: 5000,
        allowCredentials: false,
      },
    },
  },
  {
    title: "rewrite: host and path",
    rule: {
      filters: [rewrite({ hostname: "b.example.com", path: { type: "ReplaceFullPath", replaceFullPath: "/x" } })],
    },
    features: {
      urlRewrite: {
        path: { kind: "full", value: "/x" },
        host: { kind: "literal", value: "b.example.com" },
        appendForwardedHost: true,
      },
    },
  },
  {
    title: "rewrite: a path alone tells no other host",
    rule: { filters: [rewrite({ path: { type: "ReplacePrefixMatch", replacePrefixMatch: "" } })] },
    features: { urlRewrite: { path: { kind: "prefix", value: "" }, appendForwardedHost: false } },
  },
  {
    title: "rewrite: what the type does not promise",
    rule: { filters: [rewrite({ hostname: "10.0.0.1", path: { type: "ReplaceFullPath", replacePrefixMatch: "/" } })] },
    features: {},
    faults: [
      "rule.filters[0].urlRewrite.hostname: IP address",
      "rule.filters[0].urlRewrite.path: needs replaceFullPath",
    ],
  },
  {
    title: "rewrite: once",
    rule: { filters: [rewrite({ hostname: "a.example.com" }), rewrite({ hostname: "b.example.com" })] },
    features: { urlRewrite: { host: { kind: "literal", value: "a.example.com" }, appendForwardedHost: true } },
    faults: ["rule.filters[1].urlRewrite: only once"],
  },
  {
    title: "timeouts without retries",
    rule: { timeouts: { request: "10s", backendRequest: "2s500ms" } },
    features: { timeout: { request: 10_000, backendRequest: 2500 } },
  },
  { title: "no limit", rule: { timeouts: { request: "0s" } }, features: { timeout: { request: 0 } } },
  {
    title: "timeouts with retries",
    rule: { timeouts: { request: "10s", backendRequest: "2s" }, retry: { attempts: 2, codes: [503], backoff: "50ms" } },
    features: {
      timeout: { request: 10_000 },
      retry: { attempts: 2, statusCodes: [503], backoff: { base: 50 }, perTryTimeout: 2000, triggers: retryTriggers },
    },
  },
  { title: "retries with their defaults", rule: { retry: {} }, features: { retry: { triggers: retryTriggers } } },
  {
    title: "session: a cookie named after the rule",
    rule: { sessionPersistence: {} },
    features: { sessionPersistence: { kind: "cookie", name: "httproute-shop-cart-rule-0", path: "/" } },
  },
  {
    title: "session: a cookie lasts only if it is permanent",
    rule: {
      sessionPersistence: { sessionName: "s", absoluteTimeout: "1h", cookieConfig: { lifetimeType: "Permanent" } },
    },
    features: { sessionPersistence: { kind: "cookie", name: "s", path: "/", ttl: 3_600_000 } },
  },
  {
    title: "session: a header",
    rule: { sessionPersistence: { type: "Header", sessionName: "x-s" } },
    features: { sessionPersistence: { kind: "header", name: "x-s" } },
  },
];

describe("features of a rule", () => {
  it.each(rows)("$title", ({ rule, features, faults = [] }) => {
    const result = translate(rule);
    expect(result.features).toEqual(features);
    expect(result.faults).toHaveLength(faults.length);
    for (const [i, fault] of faults.entries()) {
      const [field, part] = fault.split(": ");
      expect(result.faults[i]).toMatchObject({
        kind: "unsupportedValue",
        field,
        message: expect.stringContaining(part!),
      });
    }
  });
});

describe("a session's cookie", () => {
  const features: RouteFeatures = { sessionPersistence: { kind: "cookie", name: "s", path: "/" } };

  it.each([
    [undefined, "/"],
    [{ kind: "exact", value: "/a/b" } as const, "/a/b"],
    [{ kind: "prefix", value: "/a/" } as const, "/a/"],
    [{ kind: "regex", value: "/a/[0-9]+/b" } as const, "/a"],
    [{ kind: "regex", value: "/.*" } as const, "/"],
  ])("for %j lives under %s", (path, expected) => {
    const match = { ...(path === undefined ? {} : { path }), headers: [], queryParams: [], cookies: [] };
    expect(fitToMatch(features, match).sessionPersistence).toMatchObject({ path: expected });
  });
});
