import { describe, expect, it } from "vitest";
import { pack } from "./any.ts";
import { descriptors } from "./descriptors.ts";
import { encode } from "./encode.ts";
import { TypedExtensionConfig } from "./gen/envoy/config/core/v3/extension.ts";
import { VirtualHost } from "./gen/envoy/config/route/v3/route_components.ts";
import { Buffer as BufferFilter } from "./gen/envoy/extensions/filters/http/buffer/v3/buffer.ts";
import { fromJson, type Json } from "./json.ts";
import { validateResource } from "./validate.ts";

const route = "envoy.config.route.v3";
const core = "envoy.config.core.v3";
const matcher = "envoy.config.common.matcher.v3";
const http = "envoy.extensions.filters.http";
const tls = "envoy.extensions.transport_sockets.tls.v3";
const ratelimit = {
  domain: "a",
  rateLimitService: { grpcService: { googleGrpc: { targetUri: "a", statPrefix: "a" } }, transportApiVersion: "V3" },
};
const socket = { address: "a", portValue: 1 };
const users = { users: { inlineString: "a:b" } };
const tokens = { maxTokens: 1, fillInterval: "1s" };

function broken(type: string, json: Json): readonly string[] {
  return validateResource(type, fromJson(json, type).value).map(({ path, rule }) => `${path} ${rule}`);
}

// rule, type, a message that keeps the rule, one that breaks it, where
const rows: readonly (readonly [string, string, Json, Json, string])[] = [
  ["string.min_len", `${route}.VirtualHost`, { name: "a", domains: ["*"] }, { domains: ["*"] }, "name"],
  ["string.max_bytes", `${tls}.UpstreamTlsContext`, { sni: "a".repeat(255) }, { sni: "ä".repeat(128) }, "sni"],
  [
    "string.max_len",
    `${http}.api_key_auth.v3.KeySource`,
    { query: "😀".repeat(1024) },
    { query: "a".repeat(1025) },
    "query",
  ],
  ["string.prefix", `${route}.RateLimit.HitsAddend`, { format: "%A%" }, { format: "A%" }, "format"],
  ["string.suffix (ignore_empty)", `${route}.RateLimit.HitsAddend`, { format: "" }, { format: "%A" }, "format"],
  [
    "string.pattern",
    `${http}.basic_auth.v3.BasicAuth`,
    { ...users, realm: "a" },
    { ...users, realm: "a\u0001" },
    "realm",
  ],
  [
    "string.in",
    `${http}.ratelimit.v3.RateLimit`,
    { ...ratelimit, requestType: "both" },
    { ...ratelimit, requestType: "all" },
    "request_type",
  ],
  ["string.well_known_regex", `${core}.HeaderValue`, { key: "a", value: "b c" }, { key: "a", value: "b\nc" }, "value"],
  [
    "bytes.max_len",
    `${core}.HeaderValue`,
    { key: "a", rawValue: "YQ==" },
    { key: "a", rawValue: "A".repeat(21_848) },
    "raw_value",
  ],
  [
    "bytes.min_len (oneof)",
    `${matcher}.HttpGenericBodyMatch.GenericTextMatch`,
    { binaryMatch: "YQ==" },
    { binaryMatch: "" },
    "binary_match",
  ],
  ["bool.const", `${http}.lua.v3.LuaPerRoute`, { disabled: true }, { disabled: false }, "disabled"],
  ["uint32.lt", `${route}.DirectResponseAction`, { status: 599 }, { status: 600 }, "status"],
  ["uint32.gte", `${route}.DirectResponseAction`, { status: 200 }, { status: 199 }, "status"],
  [
    "uint32.lte",
    `${core}.SocketAddress`,
    { ...socket, portValue: 65_535 },
    { ...socket, portValue: 65_536 },
    "port_value",
  ],
  [
    "uint32.gt (wrapper)",
    "envoy.type.v3.TokenBucket",
    { ...tokens, tokensPerFill: 1 },
    { ...tokens, tokensPerFill: 0 },
    "tokens_per_fill",
  ],
  [
    "uint64.gte (wrapper)",
    `${http}.bandwidth_limit.v3.BandwidthLimit`,
    { statPrefix: "a", limitKbps: "1" },
    { statPrefix: "a", limitKbps: "0" },
    "limit_kbps",
  ],
  ["double.lte", "envoy.type.v3.Percent", { value: 100 }, { value: 100.5 }, "value"],
  ["double.gte", "envoy.type.v3.Percent", { value: 0 }, { value: -0.5 }, "value"],
  [
    "duration.gt",
    "envoy.type.v3.TokenBucket",
    { ...tokens, fillInterval: "0.000000001s" },
    { ...tokens, fillInterval: "0s" },
    "fill_interval",
  ],
  [
    "enum.defined_only",
    `${core}.SocketAddress`,
    { ...socket, protocol: "UDP" },
    { ...socket, protocol: 7 },
    "protocol",
  ],
  [
    "enum.not_in",
    `${tls}.SubjectAltNameMatcher`,
    { sanType: "DNS", matcher: { exact: "a" } },
    { matcher: { exact: "a" } },
    "san_type",
  ],
  ["message.required", `${core}.HeaderValueOption`, { header: { key: "a" } }, {}, "header"],
  ["message.required (duration)", "envoy.type.v3.TokenBucket", tokens, { maxTokens: 1 }, "fill_interval"],
  [
    "message.required (any)",
    `${core}.TypedExtensionConfig`,
    { name: "a", typedConfig: { "@type": `${http}.buffer.v3.BufferPerRoute`, disabled: true } },
    { name: "a" },
    "typed_config",
  ],
  ["oneof.required", `${core}.Address`, { pipe: { path: "/s" } }, {}, "address"],
  ["repeated.min_items", `${route}.VirtualHost`, { name: "a", domains: ["*"] }, { name: "a" }, "domains"],
  [
    "repeated.max_items",
    `${route}.InternalRedirectPolicy`,
    { redirectResponseCodes: [1, 2, 3, 4, 5] },
    { redirectResponseCodes: [1, 2, 3, 4, 5, 6] },
    "redirect_response_codes",
  ],
  [
    "repeated.unique",
    `${route}.InternalRedirectPolicy`,
    { responseHeadersToCopy: ["a", "b"] },
    { responseHeadersToCopy: ["a", "b", "a"] },
    "response_headers_to_copy",
  ],
  [
    "string.well_known_regex (items)",
    `${route}.InternalRedirectPolicy`,
    { responseHeadersToCopy: ["a"] },
    { responseHeadersToCopy: ["a", "b\n"] },
    "response_headers_to_copy[1]",
  ],
  [
    "map.min_pairs",
    `${matcher}.Matcher.MatcherTree.MatchMap`,
    {
      map: {
        a: { action: { name: "x", typedConfig: { "@type": `${http}.buffer.v3.BufferPerRoute`, disabled: true } } },
      },
    },
    {},
    "map",
  ],
  [
    "string.min_len (keys)",
    `${core}.Metadata`,
    { filterMetadata: { a: {} } },
    { filterMetadata: { "": {} } },
    'filter_metadata[""]',
  ],
];

describe("rules of every family", () => {
  it.each(rows)("%s in %s", (rule, type, good, bad, path) => {
    expect(broken(type, good)).toEqual([]);
    expect(broken(type, bad)).toEqual([`${path} ${rule.split(" ")[0]}`]);
  });
});

describe("validation", () => {
  const type = "type.googleapis.com/envoy.config.route.v3.VirtualHost";

  it("says what is wrong in words", () => {
    expect(validateResource(type, encode(VirtualHost, { name: "a" }))).toEqual([
      { path: "domains", rule: "repeated.min_items", message: "must have at least 1 element, but is 0" },
    ]);
  });

  it("finds everything that is wrong, through lists, maps and packed messages", () => {
    const filter = pack(BufferFilter, { maxRequestBytes: 0 });
    const host: VirtualHost = {
      domains: ["*"],
      routes: [
        { name: "fine", match: { pathSpecifier: { $case: "prefix", value: "/" } } },
        { typedPerFilterConfig: { "a.b": filter } },
      ],
    };
    expect(validateResource(type, encode(VirtualHost, host)).map(({ path }) => path)).toEqual([
      "name",
      "routes[0].action",
      "routes[1].action",
      "routes[1].match",
      'routes[1].typed_per_filter_config["a.b"].max_request_bytes',
    ]);
  });

  it("reports packed bytes that are no message", () => {
    const extension = { name: "a", typedConfig: { ...pack(BufferFilter, {}), value: Uint8Array.of(10, 200) } };
    expect(validateResource(`${core}.TypedExtensionConfig`, encode(TypedExtensionConfig, extension))).toEqual([
      { path: "typed_config", rule: "any", message: expect.stringContaining(`encoded ${http}.buffer.v3.Buffer`) },
    ]);
  });

  it("lets packed messages of unknown types pass", () => {
    const extension = {
      name: "a",
      typedConfig: { typeUrl: "type.googleapis.com/some.Other", value: Uint8Array.of(1) },
    };
    expect(validateResource(`${core}.TypedExtensionConfig`, encode(TypedExtensionConfig, extension))).toEqual([]);
  });

  it("refuses damaged bytes and unknown types", () => {
    expect(() => validateResource(type, Uint8Array.of(10, 200))).toThrow();
    expect(() => validateResource("some.Other", new Uint8Array())).toThrow("some.Other");
  });

  // Rules are compiled when a type is first met, and a rule that is not implemented throws then.
  it("implements every rule of the exported API", () => {
    const types = [...descriptors()].filter((found) => found.kind === "message");
    expect(types.length).toBeGreaterThan(900);
    for (const found of types) expect(() => validateResource(found.typeName, new Uint8Array())).not.toThrow();
  });
});
