import type { Origin, Report } from "@sluice/ir";
import { type Codec, type EncodedResource, encode, type ResourceName, typeUrl, validateResource } from "@sluice/protos";
import { contentHash } from "./content-hash.ts";
import { originName } from "./origin-name.ts";

/** A resource that may be sent, or the reports about the objects that made it unfit to be sent. */
export interface Built {
  readonly key: string;
  readonly resource?: EncodedResource;
  readonly reports: readonly Report[];
}

/** What is known about a resource besides its message. */
export interface ResourceFacts {
  readonly fleet: string;
  readonly name: string;
  readonly origins: readonly Origin[];
  readonly needs?: readonly ResourceName[];
  readonly brings?: readonly ResourceName[];
}

/** Encodes and checks a resource; one that breaks Envoy's validation rules is held back and reported. */
export function buildResource<T>(codec: Codec<T>, message: NoInfer<T>, facts: ResourceFacts): Built {
  const url = typeUrl(codec);
  const key = resourceKey(facts.fleet, url, facts.name);
  const value = encode(codec, message);
  const reports = reportViolations(url, value, { key, about: facts.origins });
  if (reports.length > 0) return { key, reports };
  return { key, reports, resource: toResource(url, value, facts) };
}

/** Wraps checked bytes. `version` saves hashing where the bytes were put together from hashed parts. */
export function toResource(
  url: string,
  value: Uint8Array,
  facts: ResourceFacts & { readonly version?: string },
): EncodedResource {
  const { fleet, name, origins, needs = none, brings = none } = facts;
  // The version stands before the bytes: comparisons of two versions end there.
  return {
    key: resourceKey(fleet, url, name),
    fleet,
    typeUrl: url,
    name,
    version: facts.version ?? contentHash(value),
    value,
    needs,
    brings,
    origins: [...new Set(origins.map(originName))].sort(),
  };
}

/** The key of a resource among all. */
export function resourceKey(fleet: string, url: string, name: string): string {
  return `${fleet}|${url}|${name}`;
}

const none: readonly ResourceName[] = [];

/** Resource names of one type, sorted, without repetition. */
export function namesOf(codec: { readonly $type: string }, names: Iterable<string>): readonly ResourceName[] {
  const url = typeUrl(codec);
  return [...new Set(names)].sort().map((name) => ({ typeUrl: url, name }));
}

/** Checks bytes against the rules of Envoy's API; one report per object that the resource came from. */
export function reportViolations(
  url: string,
  value: Uint8Array,
  { key, about }: { readonly key: string; readonly about: readonly Origin[] },
): readonly Report[] {
  const violations = validateResource(url, value);
  if (violations.length === 0) return [];
  const found = violations.map(({ path, message }) => `${path || "it"} ${message}`).join("; ");
  const origins = new Map(about.map((origin) => [originName(origin), origin]));
  return [...origins].map(([name, origin]) => ({
    key: `xds|${key}|${name}`,
    about: origin,
    severity: "error",
    problem: { kind: "invalidXds", message: `Envoy would refuse the ${nameOf(url)}: ${found}` },
  }));
}

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf(".") + 1);
}
