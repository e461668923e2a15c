import { readFileSync } from "node:fs";
import { type CelInput, CelScalar, celEnv, celFunc, isCelError, parse, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { celTexts, rulesSource } from "../scripts/emit-rules.ts";
import { rules as compiled } from "../src/gen/rules.ts";
import { type KindName, readResource } from "../src/index.ts";
import { holds, isIP } from "../src/rules/cel.ts";
import { withDefaults } from "../src/schema/defaults.ts";
import type { Json, ObjectSchema, Schema } from "../src/schema/dsl.ts";
import { schemas } from "../src/schemas.ts";
import { arbitraryObject } from "./arbitrary-resource.ts";

/** A full implementation of CEL, to compare with. */
const env = celEnv({ funcs: [...strings, celFunc("isIP", [CelScalar.STRING], CelScalar.BOOL, isIP)] });
const plans = new Map<string, ReturnType<typeof plan>>();

function holdsInFull(cel: string, self: Json): boolean {
  const run = plans.get(cel) ?? plan(env, parse(cel));
  plans.set(cel, run);
  const result = run({ self: input(self) });
  // As in the API server, a rule that cannot be worked out does not hold.
  return !isCelError(result) && result === true;
}

function input(value: Json): CelInput {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(input);
  return new Map(
    Object.entries(value).map(([key, item]) => [key === "namespace" ? "__namespace__" : key, input(item)]),
  );
}

/** Every object that has rules, and each of its rules. */
function* rulesWithin(schema: Schema, value: Json): Generator<readonly [cel: string, self: Json]> {
  if (typeof value !== "object" || value === null) return;
  if (schema.kind === "list" && Array.isArray(value)) for (const item of value) yield* rulesWithin(schema.items, item);
  if (schema.kind !== "object") return;
  for (const { cel } of schema.rules ?? []) yield [cel, value];
  for (const [key, item] of Object.entries(value)) {
    const field = schema.fields[key];
    if (field !== undefined) yield* rulesWithin(field.schema, item as Json);
  }
}

const port = { name: "s", port: 80 };
const target = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "r" };
const listener = { name: "l", port: 80, protocol: "HTTP" };
const redirect = {
  type: "RequestRedirect",
  requestRedirect: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/x" } },
};
const header = { type: "RequestHeaderModifier", requestHeaderModifier: {} };
const cors = { type: "CORS", cors: { allowOrigins: ["*", "https://a.b"] } };
const prefix = "Match exactly one PathPrefix: requestRedirect.path.replacePrefixMatch replaces it.";

const withRules = (Object.keys(schemas) as KindName[]).filter((kind) => celTexts([schemas[kind]]).size > 0);

describe("the rules between fields", () => {
  it("are all compiled (run `pnpm generate` after a change)", () => {
    const generated = readFileSync(new URL("../src/gen/rules.ts", import.meta.url), "utf8");
    expect(generated).toBe(rulesSource(Object.values(schemas)));
    expect(Object.keys(compiled).sort()).toEqual([...celTexts(Object.values(schemas))].sort());
    expect(Object.keys(compiled).length).toBeGreaterThan(200);
  });

  it("have messages of one sentence", () => {
    const seen = new Set<Schema>();
    const visit = (schema: Schema): void => {
      if (seen.has(schema)) return;
      seen.add(schema);
      if (schema.kind === "list") visit(schema.items);
      if (schema.kind === "map") visit(schema.values);
      if (schema.kind !== "object") return;
      for (const { message } of schema.rules ?? []) expect(message).toMatch(/^[A-Z].*\.$/);
      for (const field of Object.values(schema.fields)) visit(field.schema);
    };
    for (const schema of Object.values<ObjectSchema>(schemas)) visit(schema);
    expect(seen.size).toBeGreaterThan(300);
  });

  it("hold for any object when a full implementation of CEL says so", () => {
    const verdicts = { true: 0, false: 0 };
    for (const kind of withRules) {
      fc.assert(
        fc.property(arbitraryObject(kind), (object) => {
          for (const [cel, self] of rulesWithin(schemas[kind], withDefaults(schemas[kind], object))) {
            const verdict = holdsInFull(cel, self);
            verdicts[`${verdict}`]++;
            expect(holds(compiled[cel] as (self: Json) => Json, self), `${cel} for ${JSON.stringify(self)}`).toBe(
              verdict,
            );
          }
        }),
        { numRuns: 60 },
      );
    }
    expect(verdicts.true).toBeGreaterThan(1000);
    expect(verdicts.false).toBeGreaterThan(300);
  });

  it.each<[KindName, string, Json, readonly string[]]>([
    ["HTTPRoute", "a route that has nothing wrong", { rules: [{ backendRefs: [port] }] }, []],
    [
      "HTTPRoute",
      "a Service without a port",
      { rules: [{ backendRefs: [{ name: "s" }] }] },
      ["Set port: a reference to a Service needs it."],
    ],
    [
      "HTTPRoute",
      "a filter without its settings",
      { rules: [{ filters: [{ type: "URLRewrite" }] }] },
      ["Set urlRewrite when type is URLRewrite, and only then."],
    ],
    [
      "HTTPRoute",
      "one filter twice",
      { rules: [{ filters: [header, header] }] },
      ["Write RequestHeaderModifier once in filters."],
    ],
    [
      "HTTPRoute",
      "a redirect with backends",
      { rules: [{ filters: [{ type: "RequestRedirect", requestRedirect: {} }], backendRefs: [port] }] },
      ["Remove backendRefs or the redirect: a redirected request reaches no backend."],
    ],
    [
      "HTTPRoute",
      "a new prefix without a prefix",
      { rules: [{ filters: [redirect], matches: [{ path: { type: "Exact", value: "/" } }] }] },
      [prefix],
    ],
    ["HTTPRoute", "a new prefix with its prefix", { rules: [{ filters: [redirect] }] }, []],
    ["HTTPRoute", "all origins and one", { rules: [{ filters: [cors] }] }, ["Write '*' alone in allowOrigins."]],
    ["HTTPRoute", "a relative path", { rules: [{ matches: [{ path: { value: "a" } }] }] }, ["Begin value with '/'."]],
    [
      "HTTPRoute",
      "an expression",
      { rules: [{ matches: [{ path: { type: "RegularExpression", value: "a//b" } }] }] },
      [],
    ],
    [
      "HTTPRoute",
      "one parent twice",
      { parentRefs: [{ name: "g" }, { name: "g" }] },
      ["Refer to each parent, or section or port of it, once."],
    ],
    [
      "HTTPRoute",
      "two sections of a parent",
      {
        parentRefs: [
          { name: "g", sectionName: "a" },
          { name: "g", sectionName: "b" },
        ],
      },
      [],
    ],
    [
      "HTTPRoute",
      "a section of a parent, and all of it",
      { parentRefs: [{ name: "g", sectionName: "a" }, { name: "g" }] },
      ["Set sectionName or port in each of several references to one parent."],
    ],
    [
      "HTTPRoute",
      "two rules of one name",
      { rules: [{ name: "a" }, { name: "a" }] },
      ["Give each rule a name of its own."],
    ],
    [
      "HTTPRoute",
      "too many matches",
      { rules: Array.from({ length: 3 }, () => ({ matches: Array.from({ length: 43 }, () => ({})) })) },
      ["Use at most 128 matches in all rules together."],
    ],
    [
      "HTTPRoute",
      "a backend that may take longer than all",
      { rules: [{ timeouts: { request: "1s", backendRequest: "2s" } }] },
      ["Use a backendRequest timeout that is not longer than request."],
    ],
    [
      "Gateway",
      "TLS without a certificate",
      { gatewayClassName: "c", listeners: [{ ...listener, protocol: "HTTPS", tls: {} }] },
      ["Set certificateRefs: mode Terminate needs a certificate."],
    ],
    [
      "Gateway",
      "TLS in plain HTTP",
      { gatewayClassName: "c", listeners: [{ ...listener, tls: { mode: "Passthrough" } }] },
      ["Remove tls from listeners of protocol HTTP, TCP and UDP."],
    ],
    [
      "Gateway",
      "two listeners for the same traffic",
      { gatewayClassName: "c", listeners: [listener, { ...listener, name: "m" }] },
      ["Let no two listeners have the same port, protocol and hostname."],
    ],
    [
      "Gateway",
      "listeners for two hostnames",
      { gatewayClassName: "c", listeners: [listener, { ...listener, name: "m", hostname: "a.b" }] },
      [],
    ],
    [
      "TLSRoute",
      "an IP address",
      { hostnames: ["10.0.0.1"], rules: [{ backendRefs: [port] }] },
      ["Use names, not IP addresses, as hostnames."],
    ],
    [
      "Backend",
      "an endpoint of two kinds",
      { endpoints: [{ ip: { address: "10.0.0.1", port: 1 }, unix: { path: "/a" } }] },
      ["Set exactly one of fqdn, ip or unix."],
    ],
    ["BackendTrafficPolicy", "no target", {}, ["Set targetRefs or targetSelectors."]],
    [
      "BackendTrafficPolicy",
      "a wrong target",
      { targetRefs: [{ ...target, kind: "Service" }] },
      ["Use one of Gateway, ListenerSet, HTTPRoute, GRPCRoute, UDPRoute, TCPRoute, TLSRoute in targetRefs."],
    ],
    [
      "BackendTrafficPolicy",
      "a hash without its source",
      { targetRefs: [target], loadBalancer: { type: "ConsistentHash" } },
      ["Set consistentHash when type is ConsistentHash, and only then."],
    ],
    [
      "BackendTrafficPolicy",
      "connections ahead without a fitting balancer",
      { targetRefs: [target], connection: { preconnect: { predictivePercent: 100 } } },
      ["Set connection.preconnect.predictivePercent only with loadBalancer.type Random or RoundRobin."],
    ],
    [
      "ClientTrafficPolicy",
      "ciphers that have no effect",
      { targetRefs: [{ ...target, kind: "Gateway" }], tls: { minVersion: "1.3", ciphers: ["a"] } },
      ["Remove ciphers: it cannot be used when minVersion is 1.3."],
    ],
    [
      "ClientTrafficPolicy",
      "versions in the wrong order",
      { targetRefs: [{ ...target, kind: "Gateway" }], tls: { minVersion: "1.2", maxVersion: "1.1" } },
      ["Use a maxVersion that is not below minVersion (1.2 when absent)."],
    ],
    [
      "SecurityPolicy",
      "a rule for tokens that nobody reads",
      {
        targetRefs: [target],
        authorization: { rules: [{ action: "Allow", principal: { jwt: { provider: "p", scopes: ["s"] } } }] },
      },
      ["Set jwt: rules of authorization look at the token."],
    ],
    [
      "EnvoyProxy",
      "a patch of another type",
      { bootstrap: { type: "Merge", jsonPatches: [] } },
      ["Set jsonPatches when type is JSONPatch, else value."],
    ],
  ])("%s: %s", (kind, _, spec, expected) => {
    const { group, kind: name } = {
      group:
        kind.endsWith("Route") || kind === "Gateway"
          ? "gateway.networking.k8s.io/v1"
          : "gateway.envoyproxy.io/v1alpha1",
      kind,
    };
    const object = { apiVersion: group, kind: name, metadata: { name: "a" }, spec };
    const { resource, findings } = readResource(object);
    expect(findings.map(({ problem }) => problem.remedy)).toEqual(expected);
    expect(resource === undefined).toBe(expected.length > 0);
    expect(readResource(object, { rules: false }).findings).toEqual([]);
  });
});
