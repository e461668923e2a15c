import { type Json, type ResourceName, toJson } from "@sluice/protos";
import { xdsTypes } from "./order.ts";

/** What a resource refers to. */
export interface References {
  readonly needs: readonly ResourceName[];
  readonly brings: readonly ResourceName[];
}

const none: References = { needs: [], brings: [] };

/** Fields whose strings name clusters, wherever they stand: in actions of routes, mirrors, gRPC services, HTTP URIs, tracers. */
const clusterFields: ReadonlySet<string> = new Set(["cluster", "clusterName", "collectorCluster"]);

/**
 * Finds what a message refers to, also inside of typed configurations: clusters that it needs; routes, secrets, endpoints and extensions that
 * Envoy fetches because of it. Nothing for messages of types that are not known here.
 */
export function referencesOf(typeUrl: string, name: string, value: Uint8Array): References {
  if (typeUrl === xdsTypes.loadAssignment || typeUrl === xdsTypes.secret) return none;
  const json = readJson(typeUrl, value);
  if (!isObject(json)) return none;
  const found = new Search();
  found.visit(json, "");
  if (typeUrl === xdsTypes.cluster) {
    found.needs.delete(name);
    if (json.type === "EDS") found.bring(xdsTypes.loadAssignment, serviceName(json) || name);
  }
  return found.references();
}

class Search {
  readonly needs = new Set<string>();
  readonly #brings = new Map<string, ResourceName>();

  bring(typeUrl: string, name: string): void {
    if (name !== "") this.#brings.set(`${typeUrl}|${name}`, { typeUrl, name });
  }

  visit(value: Json, field: string): void {
    if (typeof value === "string") {
      if (clusterFields.has(field) && value !== "") this.needs.add(value);
    } else if (Array.isArray(value)) for (const each of value) this.visit(each, field);
    else if (isObject(value)) {
      this.#refer(value, field);
      for (const [name, inner] of Object.entries(value)) this.visit(inner, name);
    }
  }

  /** What an object refers to by more than one field. */
  #refer(object: JsonObject, field: string): void {
    const name = text(object.name);
    if (field === "clusters" && name !== "") this.needs.add(name);
    if (field === "rds") this.bring(xdsTypes.routeConfiguration, text(object.routeConfigName));
    if (object.sdsConfig !== undefined) this.bring(xdsTypes.secret, name);
    if (object.configDiscovery !== undefined) this.bring(xdsTypes.extensionConfig, name);
  }

  references(): References {
    const needs = [...this.needs].sort().map((name) => ({ typeUrl: xdsTypes.cluster, name }));
    const brings = [...this.#brings].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, each]) => each);
    return { needs, brings };
  }
}

type JsonObject = { readonly [field: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function serviceName({ edsClusterConfig }: JsonObject): string {
  return isObject(edsClusterConfig) ? text(edsClusterConfig.serviceName) : "";
}

function readJson(typeUrl: string, value: Uint8Array): Json | undefined {
  try {
    return toJson(typeUrl, value);
  } catch {
    return undefined;
  }
}
