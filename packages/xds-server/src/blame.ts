import type { EncodedResource, ResourceName } from "@sluice/protos";
import { type Held, isKnown, type Lane } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import type { Session } from "./session.ts";

// Envoy keeps a secret that it refused and, until it gets a good version, refuses whatever else uses it: docs/xds-facts.md.

const none: readonly ResourceName[] = [];

/** Notes that a proxy refused some of these; it did not look at those that it has left. */
export function spoil(lane: Lane, suspects: readonly EncodedResource[]): void {
  if (lane.typeUrl !== xdsTypes.secret) return;
  for (const { name } of suspects) if (lane.names.has(name)) lane.spoiled.set(name, Number.POSITIVE_INFINITY);
}

/** Notes that a proxy has a good version, or has forgotten the name; what was sent up to now may have come before that. */
export function mend(session: Session, lane: Lane, name: string): void {
  if (spoiledUntil(session, { typeUrl: lane.typeUrl, name }) === Number.POSITIVE_INFINITY)
    lane.spoiled.set(name, session.lastNonce);
}

/** Secrets that may be why a resource that was sent with a nonce was refused. */
export function accomplices(session: Session, culprit: EncodedResource, nonce: number): readonly ResourceName[] {
  return culprit.brings.filter((child) => spoiledUntil(session, child) >= nonce);
}

/** Gives resources another try whose secrets are good by now, or were not theirs and are out of the way. */
export function acquit(session: Session): void {
  if (!session.resumed && !session.lanes.get(xdsTypes.secret)?.spoiled.size) return;
  for (const lane of session.lanes.values()) {
    for (const [name, entry] of lane.entries) {
      if (entry.blames.length === 0) continue;
      entry.blames = entry.blames.filter(
        (child) =>
          spoiledUntil(session, child) === Number.POSITIVE_INFINITY &&
          (brings(entry.refusal?.of, child) || isInCompany(session, lane, { name, child })),
      );
      if (entry.blames.length > 0) continue;
      entry.refused = undefined;
      entry.refusal = undefined;
    }
  }
}

function brings(resource: Held | undefined, child: ResourceName): boolean {
  return (
    isKnown(resource) && resource.brings.some(({ typeUrl, name }) => typeUrl === child.typeUrl && name === child.name)
  );
}

/** True when something else of a type, which the proxy has and may be sent in the same response, uses a secret. */
function isInCompany(
  session: Session,
  lane: Lane,
  { name, child }: { readonly name: string; readonly child: ResourceName },
): boolean {
  for (const [other, { acked }] of lane.entries) if (other !== name && brings(acked, child)) return true;
  for (const user of session.fleet.usersOf(child.typeUrl, child.name))
    if (user.typeUrl === lane.typeUrl && user.name !== name && !lane.entries.has(user.name)) return true;
  return false;
}

/** The last nonce to which a refused version may matter. What a reconnecting proxy refused before, nobody knows. */
function spoiledUntil(session: Session, { typeUrl, name }: ResourceName): number {
  const lane = session.lanes.get(typeUrl);
  if (typeUrl !== xdsTypes.secret || lane === undefined) return 0;
  return lane.spoiled.get(name) ?? (session.resumed ? Number.POSITIVE_INFINITY : 0);
}

/** Secrets that a resource brings, that the proxy has, and of which another version is on its way: a bad one would spoil the resource, too. */
export function unsettled(session: Session, resource: EncodedResource): readonly ResourceName[] {
  if (!session.lanes.get(xdsTypes.secret)?.entries.size) return none;
  return resource.brings.filter((child) => isUnsettled(session, child));
}

/** True while a secret that the proxy has may be replaced by what is on its way. */
export function isUnsettled(session: Session, { typeUrl, name }: ResourceName): boolean {
  if (typeUrl !== xdsTypes.secret) return false;
  const entry = session.lanes.get(typeUrl)?.entries.get(name);
  return entry?.acked !== undefined && entry.unsure.some(({ held }) => isChange(entry.acked, held));
}

function isChange(acked: Held | undefined, held: Held | undefined): boolean {
  return held !== undefined && held.version !== acked?.version;
}

/** A secret was accepted: what waited for that goes on, also when the next version is on its way by then. */
export function release(session: Session, child: ResourceName): void {
  if (child.typeUrl !== xdsTypes.secret) return;
  for (const lane of session.lanes.values()) {
    for (const entry of lane.entries.values()) {
      if (entry.awaits.length === 0) continue;
      entry.awaits = entry.awaits.filter(({ typeUrl, name }) => typeUrl !== child.typeUrl || name !== child.name);
    }
  }
}
