import { createHash } from "node:crypto";
import { type Keyed, kept } from "@sluice/collections";
import type {
  BackendFeatures,
  BackendProtocol,
  Destination,
  Discovery,
  IpFamily,
  Origin,
  UpstreamTls,
} from "@sluice/ir";
import type { AuthoritySecret } from "../backend-features/backend-tls.ts";

/** A destination before its endpoints are looked up: all that routes decide about it. */
export interface DestinationPlan {
  /** Name of the destination in the IR. */
  readonly name: string;
  readonly origin: Origin;
  readonly discovery: Discovery;
  readonly protocol: BackendProtocol;
  readonly ipFamily?: IpFamily;
  readonly tls?: UpstreamTls;
  readonly features: BackendFeatures;
  readonly members: readonly DestinationMember[];
  readonly secrets: readonly SecretPlan[];
}

/** A backend in a destination; most destinations have one. */
export interface DestinationMember {
  readonly name: string;
  readonly origin: Origin;
  readonly weight: number;
  readonly priority: number;
  readonly source: EndpointSource;
}

/** Where endpoints come from. */
export type EndpointSource =
  | { readonly kind: "slices"; readonly owner: string; readonly portName: string; readonly protocol: string }
  | { readonly kind: "addresses"; readonly ips: readonly string[]; readonly port: number }
  | { readonly kind: "backend"; readonly key: string }
  | { readonly kind: "none" };

/** A secret that a fleet needs. */
export type SecretPlan =
  | AuthoritySecret
  /** `name` is the Secret's key. */
  | { readonly kind: "certificate"; readonly name: string };

/** Somebody needs a destination in a fleet. Wants of one destination are equal but for who wants it. */
export interface DestinationWant extends Keyed {
  /** `<fleet>|<destination>|<by>` */
  readonly key: string;
  readonly fleet: string;
  readonly plan: DestinationPlan;
}

/** Somebody needs a secret in a fleet. */
export interface SecretWant extends Keyed {
  /** `<fleet>|<secret>|<by>` */
  readonly key: string;
  readonly fleet: string;
  readonly secret: SecretPlan;
}

/** A want of a destination. */
export function wantDestination(fleet: string, plan: DestinationPlan, by: string): DestinationWant {
  return { key: `${fleet}|${plan.name}|${by}`, fleet, plan };
}

/** A want of a secret. */
export function wantSecret(fleet: string, secret: SecretPlan, by: string): SecretWant {
  return { key: `${fleet}|${secret.name}|${by}`, fleet, secret };
}

/** The destination of the IR. */
export function toDestination({ fleet, plan }: DestinationWant): Destination {
  const { members: _, secrets: __, ...destination } = plan;
  return { key: `${fleet}|${plan.name}`, fleet, ...destination };
}

/** A short hash of settings: eight hexadecimal digits. */
export function shortHash(settings: unknown): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 8);
}

/**
 * Several destinations as one, for features that need all backends of a rule in one Envoy cluster: failover, and sessions that any
 * backend may get. Its name says its members and weights, so that it, too, is independent of routes.
 */
export function pooled(parts: readonly { readonly plan: DestinationPlan; readonly weight: number }[]): DestinationPlan {
  const [first] = parts;
  if (first === undefined) throw new Error("bug: a pool needs members");
  const members = summed(parts.flatMap(({ plan, weight }) => plan.members.map((member) => ({ ...member, weight }))));
  const { name: _, members: __, secrets: ___, origin, ...settings } = first.plan;
  const byName = parts.find(({ plan }) => plan.discovery.kind === "dns");
  const { namespace, name } = origin;
  const secrets = new Map(parts.flatMap(({ plan }) => plan.secrets).map((secret) => [secret.name, secret]));
  return {
    name: `pool/${namespace}/${name}/${shortHash(parts.map(({ plan, weight }) => [plan.name, weight]))}`,
    origin,
    ...settings,
    // Envoy resolves addresses, too, where it resolves names.
    ...(byName === undefined ? {} : { discovery: byName.plan.discovery }),
    members,
    secrets: kept([...secrets.values()]),
  };
}

/** A backend that a rule names twice is one member. */
function summed(members: readonly DestinationMember[]): readonly DestinationMember[] {
  const byName = new Map<string, DestinationMember>();
  for (const member of members) {
    const known = byName.get(member.name);
    byName.set(member.name, known === undefined ? member : { ...known, weight: known.weight + member.weight });
  }
  return [...byName.values()];
}
