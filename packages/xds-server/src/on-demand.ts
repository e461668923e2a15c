import { type EncodedResource, hasField, type ResourceName } from "@sluice/protos";
import { createEntry, type Entry, type Held, isKnown, type Lane, wasSent } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import { parentOf } from "./resource.ts";
import type { Session } from "./session.ts";

// Virtual hosts that are resources of their own, docs/xds-facts.md: while a route configuration has no `vhds`, Envoy ignores what is sent of
// them and what is removed, and ACKs it; once it has, those that it had before are back, and it does not ask again.

const none: readonly ResourceName[] = [];
const vhds = 9;
const known = new WeakMap<EncodedResource, boolean>();

/** False for routes that have no virtual hosts elsewhere. Of a version that was only reported nobody knows. */
export function takesChildren(parent: Held): boolean {
  if (!isKnown(parent) || parent.typeUrl !== xdsTypes.routeConfiguration) return true;
  let takes = known.get(parent);
  if (takes === undefined) {
    takes = hasVhds(parent.value);
    known.set(parent, takes);
  }
  return takes;
}

/** Virtual hosts that a proxy has, of routes that are about to have none: they go before that. */
export function leaving(session: Session, routes: EncodedResource): readonly ResourceName[] {
  const typeUrl = xdsTypes.virtualHost;
  const entries = session.lanes.get(typeUrl)?.entries;
  if (!entries?.size || !isDelta(session) || takesChildren(routes)) return none;
  // A version that a reconnecting proxy reported tells no parent; its name does.
  return [...entries.keys()]
    .map((name) => ({ typeUrl, name }))
    .filter((child) => parentOf(child)?.name === routes.name && isLeaving(session, child));
}

/** True until a proxy has taken the removal of a virtual host. */
export function isLeaving(session: Session, { typeUrl, name }: ResourceName): boolean {
  return wasSent(session.lanes.get(typeUrl)?.entries.get(name)) && session.fleet.get(typeUrl, name) === undefined;
}

/** True while it may come to light that a reconnecting proxy has virtual hosts of routes that are about to have none: it tells of them last. */
export function mayHaveMore(session: Session, entry: Entry, routes: EncodedResource): boolean {
  return session.fenced && isDelta(session) && entry.acked !== undefined && !takesChildren(routes);
}

/** Sends virtual hosts once more with routes of which a version without `vhds` may be in place: what came with the one before was ignored. */
export function bringAgain(session: Session, { acked, unsure }: Entry, routes: EncodedResource): boolean {
  if (routes.typeUrl !== xdsTypes.routeConfiguration || !takesChildren(routes)) return false;
  const lane = session.lanes.get(xdsTypes.virtualHost);
  const before = [acked, ...unsure.map(({ held }) => held)];
  const isSure = before.every((held) => held === undefined || (isKnown(held) && takesChildren(held)));
  if (lane === undefined || isSure) return false;
  const children = session.fleet.childrenOf(lane.typeUrl, routes.name);
  for (const child of children.values()) sendAgain(session, lane, child);
  return children.size > 0;
}

/** It may have nothing under the name, whatever it ACKs of what was sent so far. */
function sendAgain(session: Session, lane: Lane, child: EncodedResource): void {
  const entry = lane.entries.get(child.name) ?? createEntry(child);
  entry.unsure = [{ nonce: 0, held: undefined }, ...entry.unsure];
  entry.crossed = session.lastNonce;
  lane.entries.set(child.name, entry);
}

function isDelta({ protocol }: Session): boolean {
  return protocol.variant === "delta" && protocol.aggregated;
}

function hasVhds(message: Uint8Array): boolean {
  try {
    return hasField(message, vhds);
  } catch {
    return true;
  }
}
