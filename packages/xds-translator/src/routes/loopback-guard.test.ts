import type { UrlRewrite } from "@sluice/ir";
import { anyToJson } from "@sluice/protos";
import { HttpFilter } from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { route } from "../../test/values.ts";
import { loopbackFilter, loopbackPattern, toLoopbackGuard } from "./loopback-guard.ts";

const name = "envoy.filters.http.rbac.dfp_loopback_deny";

it("lets everything pass where no route says otherwise", () => {
  expect(checkedJson(HttpFilter, loopbackFilter)).toEqual({
    name,
    typedConfig: { "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC" },
  });
});

function guardJson(host?: UrlRewrite["host"]): unknown {
  const urlRewrite = { ...(host ? { host } : {}), appendForwardedHost: false };
  const guard = toLoopbackGuard(route("r", "/", { features: { urlRewrite } }));
  return guard && Object.entries(guard).map(([filter, packed]) => [filter, anyToJson(packed)]);
}

it("refuses the proxy's own names and addresses, with any port", () => {
  const answer = (rule: string, action: object) => ({
    action: { name: rule, typedConfig: { "@type": "type.googleapis.com/envoy.config.rbac.v3.Action", ...action } },
  });
  const guarded = {
    singlePredicate: {
      input: {
        name: "http_header",
        typedConfig: {
          "@type": "type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput",
          headerName: ":authority",
        },
      },
      valueMatch: { safeRegex: { googleRe2: {}, regex: loopbackPattern } },
    },
  };
  expect(guardJson()).toEqual([
    [
      name,
      {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBACPerRoute",
        rbac: {
          matcher: {
            matcherList: {
              matchers: [
                {
                  predicate: guarded,
                  onMatch: answer("deny-loopback-host", { name: "DENY", action: "DENY" }),
                },
              ],
            },
            onNoMatch: answer("default", { name: "ALLOW" }),
          },
        },
      },
    ],
  ]);
});

it.each<[string, UrlRewrite["host"], unknown]>([
  ["the header that gives the host", { kind: "header", name: "x-host" }, expect.stringContaining('"x-host"')],
  [
    "the request's host where the endpoint's is asked for",
    { kind: "backend" },
    expect.stringContaining('":authority"'),
  ],
  ["nothing where the host is fixed", { kind: "literal", value: "a.example.com" }, undefined],
])("looks at %s", (_title, host, expected) => {
  expect(JSON.stringify(guardJson(host))).toEqual(expected);
});

it.each([
  ["localhost", true],
  ["LocalHost:8080", true],
  ["localhost.", true],
  ["app.localhost:80", true],
  ["127.0.0.1", true],
  ["127.8.9.10:19000", true],
  ["0.0.0.0", true],
  ["[::1]:8080", true],
  ["[::]", true],
  ["[::ffff:127.0.0.1]", true],
  ["ip6-loopback", true],
  ["localhost.example.com", false],
  ["mylocalhost", false],
  ["128.0.0.1", false],
  ["10.127.0.0.1.example.com", false],
  ["[2001:db8::1]", false],
])("takes %s for the proxy itself: %s", (host, expected) => {
  // RE2 and JavaScript agree on all of the expression but the flag in front.
  expect(new RegExp(loopbackPattern.replace("(?i)", ""), "i").test(host)).toBe(expected);
});
