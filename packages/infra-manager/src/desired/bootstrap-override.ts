import { fail, type Outcome, ok } from "@sluice/ir";
import { JSONPatch, type JSONValue, jsonpath } from "json-p3";
import { parse } from "yaml";
import type { Bootstrap } from "./bootstrap.ts";
import { asObject, isObject, type Json, type JsonObject } from "./json.ts";

const field = "spec.bootstrap";

/** A bootstrap with `EnvoyProxy.spec.bootstrap` applied: replaced, merged as protobuf merges, or patched. */
export function overrideBootstrap(plain: Bootstrap, wish: JsonObject): Outcome<Bootstrap> {
  const made = apply(plain, wish);
  return made.ok ? keepControl(plain, made.value, wish.type ?? "Replace") : made;
}

function apply(plain: Bootstrap, wish: JsonObject): Outcome<Bootstrap> {
  switch (wish.type ?? "Replace") {
    case "Replace":
      return parseValue(wish);
    case "Merge": {
      const value = parseValue(wish);
      return value.ok ? ok(merge(plain, value.value)) : value;
    }
    case "JSONPatch":
      return patch(plain, wish.jsonPatches);
    default:
      return wrong(`${field}.type`, "must be Replace, Merge or JSONPatch");
  }
}

function wrong(place: string, message: string): Outcome<never> {
  return fail({ kind: "invalidValue", message: `${place} ${message}`, place: { field: place } });
}

function parseValue(wish: JsonObject): Outcome<JsonObject> {
  if (typeof wish.value !== "string") return wrong(`${field}.value`, "must hold a bootstrap as YAML");
  try {
    const value: unknown = parse(wish.value);
    if (!isObject(value)) return wrong(`${field}.value`, "must be a YAML object");
    const top = inSnakeCase(value);
    for (const name of ["static_resources", "dynamic_resources"] as const) {
      if (isObject(top[name])) top[name] = inSnakeCase(top[name]);
    }
    return ok(top);
  } catch (error) {
    return wrong(`${field}.value`, `is not YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}

/** Messages merge field by field, lists grow, everything else is overwritten; an Any (`@type`) is one value. */
function merge(into: JsonObject, from: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...into };
  for (const [given, value] of Object.entries(from)) {
    const name = nameIn(into, given);
    const old = merged[name];
    if (Array.isArray(old) && Array.isArray(value)) merged[name] = [...old, ...value];
    else if (isObject(old) && isObject(value) && !("@type" in value)) merged[name] = merge(old, value);
    else if (value !== null) merged[name] = value;
  }
  return merged;
}

/** Protobuf's JSON has two spellings of each field; what is there already decides. */
function nameIn(object: JsonObject, name: string): string {
  const snake = snakeCase(name);
  return name in object || !(snake in object) ? name : snake;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function inSnakeCase(object: JsonObject): Record<string, Json> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [snakeCase(name), value]));
}

function patch(plain: Bootstrap, patches: Json | undefined): Outcome<Bootstrap> {
  if (!Array.isArray(patches) || patches.length === 0) {
    return wrong(`${field}.jsonPatches`, "must hold at least one patch");
  }
  let document = structuredClone(plain) as JSONValue;
  for (const [index, operation] of (patches as readonly Json[]).entries()) {
    const place = `${field}.jsonPatches[${index}]`;
    if (!isObject(operation)) return wrong(place, "must be an object");
    try {
      const { jsonPath, ...rest } = operation;
      for (const prefix of pointers(document, jsonPath)) {
        const path = `${prefix}${typeof rest.path === "string" ? rest.path : ""}`;
        document = new JSONPatch([{ ...rest, path } as never]).apply(document);
      }
    } catch (error) {
      return wrong(place, `cannot be applied: ${(error as Error).message}`);
    }
  }
  return isObject(document) ? ok(document) : wrong(`${field}.jsonPatches`, "must leave an object");
}

/** Where a JSONPath points to; the root alone when there is none. */
function pointers(document: JSONValue, jsonPath: Json | undefined): readonly string[] {
  if (jsonPath === undefined || jsonPath === null || jsonPath === "") return [""];
  const found = jsonpath.query(String(jsonPath), document).pointers().map(String);
  if (found.length === 0) throw new Error(`${jsonPath} finds nothing`);
  return found;
}

/** The road to the control plane is Sluice's: without it the proxy would run away. */
function keepControl(plain: Bootstrap, made: Bootstrap, type: Json): Outcome<Bootstrap> {
  const ours = asObject(plain.dynamic_resources);
  const theirs = asObject(made.dynamic_resources ?? ours);
  if (roadOf(theirs) !== roadOf(ours)) {
    return wrong(field, "must leave dynamic_resources as they are, except initial_fetch_timeout");
  }
  const control = clusterOf(plain) ?? {};
  const cluster = clusterOf(made);
  // A replacing bootstrap is often written for Kubernetes; this host's address and certificates take its place.
  if (type !== "Replace" && canonical(cluster?.load_assignment) !== canonical(control.load_assignment)) {
    return wrong(field, "must leave the load_assignment of xds_cluster as it is");
  }
  const { type: discovery, load_assignment, transport_socket } = control;
  const kept = { ...(cluster ?? control), type: discovery, load_assignment, transport_socket } as JsonObject;
  const others = clustersOf(made).filter((one) => asObject(one).name !== "xds_cluster");
  return ok({
    ...made,
    admin: made.admin ?? plain.admin ?? {},
    dynamic_resources: {
      ...ours,
      lds_config: withTimeout(ours.lds_config, theirs.lds_config),
      cds_config: withTimeout(ours.cds_config, theirs.cds_config),
    },
    static_resources: { ...asObject(made.static_resources), clusters: [kept, ...others] },
  });
}

function clustersOf(made: Bootstrap): readonly Json[] {
  const { clusters } = asObject(made.static_resources);
  return Array.isArray(clusters) ? (clusters as readonly Json[]) : [];
}

function clusterOf(made: Bootstrap): JsonObject | undefined {
  return clustersOf(made).find((one): one is JsonObject => isObject(one) && one.name === "xds_cluster");
}

/** By which protocol and cluster a proxy asks for what: equal texts are equal roads. */
function roadOf(resources: JsonObject): string {
  const { api_type, grpc_services } = asObject(resources.ads_config);
  const services = Array.isArray(grpc_services) ? (grpc_services as readonly Json[]) : [];
  const clusters = services.map((one) => asObject(asObject(one).envoy_grpc).cluster_name);
  const overAds = [resources.lds_config, resources.cds_config].map((source) => "ads" in asObject(source));
  return JSON.stringify([api_type, clusters, overAds]);
}

function withTimeout(ours: Json | undefined, theirs: Json | undefined): JsonObject {
  const { initial_fetch_timeout: timeout } = asObject(theirs);
  return { ...asObject(ours), ...(timeout !== undefined && { initial_fetch_timeout: timeout }) };
}

function canonical(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
