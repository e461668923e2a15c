import type { ResourceName } from "@sluice/protos";
import { mend } from "./blame.ts";
import { fadeUnknown } from "./fading.ts";
import { createEntry, type Entry, isKnown, type Lane, possible, wasSent } from "./lane.ts";
import { orderOf, xdsTypes } from "./order.ts";
import { covers, type Session } from "./session.ts";

/**
 * While clusters are warming, Envoy keeps its CDS requests back, also at reconnect. A cluster that waits for endpoints or secrets gets none if
 * what the proxy reports for them counts as delivered: docs/xds-facts.md.
 */
export function isWarming(session: Session, lane: Lane): boolean {
  return orderOf(lane.typeUrl).travels && !session.lanes.has(xdsTypes.cluster);
}

/** Parents that were sent before this type was asked for wait for their children, whatever the proxy reports of them. */
export function bringLate(session: Session, lane: Lane): void {
  for (const [key, { typeUrl, name, child }] of session.owed) {
    if (typeUrl !== lane.typeUrl) continue;
    session.owed.delete(key);
    const unsure = child === undefined ? [] : [{ nonce: 0, held: child }];
    lane.entries.set(name, { ...createEntry(undefined, "travel"), unsure });
  }
}

/** Makes an entry for a name that begins to be covered, unless the proxy reported that it is up to date. */
export function start(session: Session, lane: Lane, name: string, due: Entry["due"]): void {
  const version = lane.reported.get(name);
  lane.reported.delete(name);
  const entry = lane.entries.get(name);
  if (entry !== undefined) {
    if (due === "asked" && !isOnItsWay(session, lane, name)) entry.due = due;
    return;
  }
  const resource = session.fleet.get(lane.typeUrl, name);
  if (version === undefined) lane.entries.set(name, createEntry(undefined, due));
  else if (version !== resource?.version)
    lane.entries.set(name, createEntry({ version, reported: true }, lane.waits ? "asked" : due));
  else if (lane.waits) lane.entries.set(name, createEntry(resource, "asked"));
}

/**
 * A proxy that subscribes before it answers a response with the same resource had its subscription in place when it handled the response:
 * Envoy sends answers before subscriptions.
 */
function isOnItsWay(session: Session, lane: Lane, name: string): boolean {
  const version = session.fleet.get(lane.typeUrl, name)?.version;
  const { unsure = [] } = lane.entries.get(name) ?? {};
  return unsure.some(({ nonce, held }) => {
    return lane.inflight.has(nonce) && held !== undefined && (version === undefined || held.version === version);
  });
}

/** Begins to deliver all of a type. */
export function startAll(session: Session, lane: Lane): void {
  lane.wildcard = true;
  for (const resource of session.fleet.all(lane.typeUrl).values()) {
    if (covers(session, lane, resource.name, resource.parent)) start(session, lane, resource.name, "no");
  }
  // What the proxy has and the fleet does not. Names of children that are not covered yet stay for when their parent is subscribed to.
  for (const [name, version] of lane.reported) {
    if (session.fleet.get(lane.typeUrl, name) !== undefined) continue;
    lane.reported.delete(name);
    lane.entries.set(name, createEntry({ version, reported: true }));
  }
}

/** Notes a subscription; the proxy waits for an answer to it. */
export function subscribe(session: Session, lane: Lane, name: string): void {
  if (name === "*") {
    if (lane.wildcard) return;
    lane.answerDue = lane.reported.size === 0;
    startAll(session, lane);
    return;
  }
  const children = session.fleet.childrenOf(lane.typeUrl, name);
  const again = covers(session, lane, name, undefined);
  const wasCovered = again || wasSent(lane.entries.get(name));
  lane.names.add(name);
  if (children.size > 0) {
    for (const child of children.keys()) start(session, lane, child, "asked");
    return;
  }
  if (!again && lane.reported.has(name)) start(session, lane, name, "no");
  else if (lane.entries.has(name)) start(session, lane, name, "asked");
  else {
    lane.entries.set(name, createEntry(again ? session.fleet.get(lane.typeUrl, name) : undefined, "asked"));
    fadeUnknown(session, lane, name);
  }
  if (!wasCovered) startChildren(session, { typeUrl: lane.typeUrl, name });
}

/** Virtual hosts come with their route configuration: Envoy asks for them once per stream, without names. */
export function startChildren(session: Session, parent: ResourceName): void {
  for (const childType of session.fleet.childTypesOf(parent.name)) {
    const lane = session.lanes.get(childType);
    if (lane === undefined || !lane.wildcard) continue;
    for (const child of session.fleet.childrenOf(childType, parent.name).values()) {
      if (child.parent?.typeUrl === parent.typeUrl) start(session, lane, child.name, "no");
    }
  }
}

/** Notes that a proxy does not want a name any more. */
export function unsubscribe(session: Session, lane: Lane, name: string): void {
  if (name === "*") {
    lane.wildcard = false;
    for (const each of [...lane.entries.keys()]) {
      if (!covers(session, lane, each, session.fleet.get(lane.typeUrl, each)?.parent)) lane.entries.delete(each);
    }
    return;
  }
  lane.names.delete(name);
  forget(session, { typeUrl: lane.typeUrl, name });
}

/** Forgets what a proxy does not subscribe to, and its children. */
export function forget(session: Session, name: ResourceName): void {
  const lane = session.lanes.get(name.typeUrl);
  if (lane === undefined) return;
  if (!lane.wildcard) lose(session, lane, name.name);
  for (const children of session.lanes.values()) dropChildren(session, children, name);
}

/** Envoy forgets virtual hosts with their route configuration. */
function dropChildren(session: Session, lane: Lane, parent: ResourceName): void {
  if (parent.typeUrl === xdsTypes.loadAssignment || parent.typeUrl === xdsTypes.secret) return;
  for (const [name, entry] of [...lane.entries]) {
    const known = session.fleet.get(lane.typeUrl, name) ?? [...possible(entry)].find(isKnown);
    if (known?.parent?.name !== parent.name || known.parent.typeUrl !== parent.typeUrl) continue;
    if (!covers(session, lane, name, known.parent)) lose(session, lane, name);
  }
}

/**
 * Forgets what a proxy has under a name that it unsubscribed. What is on its way to it may still arrive, and count or not count if it
 * subscribes again: nobody knows.
 */
function lose(session: Session, lane: Lane, name: string): void {
  mend(session, lane, name);
  const entry = lane.entries.get(name);
  if (entry === undefined) return;
  const unsure = entry.unsure.filter(({ nonce }) => lane.inflight.has(nonce));
  lane.entries.delete(name);
  if (unsure.length > 0) lane.entries.set(name, { ...createEntry(undefined), unsure, crossed: session.lastNonce });
}
