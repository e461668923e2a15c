import type { ResourceName } from "@sluice/protos";
import { mend, release, spoil } from "./blame.ts";
import { fade, fadeUnknown } from "./fading.ts";
import type { FleetChange } from "./fleet.ts";
import { createEntry, type Entry, isKnown, type Lane, possible, wasSent } from "./lane.ts";
import { orderOf, xdsTypes } from "./order.ts";
import { plan } from "./plan.ts";
import { refuse } from "./refusal.ts";
import { covers, laneOf, noteChanges, type Session, type SessionReport, type Step } from "./session.ts";
import { trialsAfterAck, trialsAfterNack } from "./trial.ts";

/** The fields of a DeltaDiscoveryRequest that a session reads. */
export interface DeltaRequest {
  readonly typeUrl?: string | undefined;
  readonly resourceNamesSubscribe?: readonly string[] | undefined;
  readonly resourceNamesUnsubscribe?: readonly string[] | undefined;
  readonly initialResourceVersions?: { readonly [name: string]: string } | undefined;
  readonly responseNonce?: string | undefined;
  readonly errorDetail?: { readonly code?: number | undefined; readonly message?: string | undefined } | undefined;
}

/** What a delta session is told. */
export type DeltaEvent =
  | { readonly kind: "request"; readonly request: DeltaRequest }
  | { readonly kind: "changed"; readonly changes: readonly FleetChange[] };

const nothing: Step = { send: [], reports: [] };

/** Takes one event in; returns what to send and what happened. No clock, no I/O: the same events give the same answers. */
export function stepDelta(session: Session, event: DeltaEvent): Step {
  if (event.kind === "changed") return noteChanges(session, event.changes) ? plan(session, []) : nothing;
  const reports: SessionReport[] = [];
  const { request } = event;
  const typeUrl = request.typeUrl ?? "";
  const first = !session.lanes.has(typeUrl);
  const lane = laneOf(session, typeUrl);
  if (request.responseNonce) answered(session, lane, request, reports);
  if (first) open(session, lane, request);
  for (const name of request.resourceNamesUnsubscribe ?? []) unsubscribe(session, lane, name);
  for (const name of request.resourceNamesSubscribe ?? []) subscribe(session, lane, name);
  lane.names.compact();
  return plan(session, reports);
}

function answered(session: Session, lane: Lane, request: DeltaRequest, reports: SessionReport[]): void {
  const nonce = Number(request.responseNonce);
  const sent = lane.inflight.get(nonce);
  if (sent === undefined) return;
  lane.inflight.delete(nonce);
  const about = { typeUrl: lane.typeUrl, nonce: String(nonce), resources: sent.resources };
  if (request.errorDetail !== undefined) {
    const message = request.errorDetail.message ?? "";
    spoil(lane, sent.resources);
    reports.push({ kind: "nacked", ...about, message });
    const [culprit, ...others] = sent.resources;
    if (culprit !== undefined && others.length === 0) {
      refuse(lane, culprit, { session, message, reports });
      lane.trials = trialsAfterNack(lane.trials, { ...sent, resources: [] }, message);
    } else lane.trials = trialsAfterNack(lane.trials, sent, message);
    // Nobody can keep a resource that no longer exists.
    if (sent.resources.length === 0) for (const name of sent.removed) settle(lane, name, nonce, undefined);
    return;
  }
  session.fenced = false;
  // What was sent unasked is used if it is subscribed to by now. Otherwise it was ignored, such as routes of a listener that was refused.
  const taken = sent.resources.filter(({ name, parent }) => covers(session, lane, name, parent));
  for (const resource of taken) {
    fade(session, lane, resource);
    if (settle(lane, resource.name, nonce, resource)) {
      mend(session, lane, resource.name);
      release(session, resource);
    }
  }
  if (taken.length < sent.resources.length) {
    for (const { typeUrl, name } of sent.resources)
      if (!lane.names.has(name) && lane.child) forget(session, { typeUrl, name });
  }
  for (const name of sent.removed) settle(lane, name, nonce, undefined);
  const looked = taken.filter(({ name }) => nonce > (lane.entries.get(name)?.crossed ?? 0));
  lane.trials = trialsAfterAck(lane.trials, sent, looked.length === sent.resources.length);
  reports.push({ kind: "acked", ...about, taken });
}

/** The proxy has what was sent with this nonce; what was sent after it stays unsure. */
function settle(lane: Lane, name: string, nonce: number, held: Entry["acked"]): boolean {
  const entry = lane.entries.get(name);
  // The name may have been unsubscribed and subscribed again since.
  if (!entry?.unsure.some((sent) => sent.nonce === nonce) || nonce <= entry.crossed) return false;
  entry.lingering =
    held === undefined && lane.child ? [...possible(entry)].filter(({ version }) => version !== entry.refused) : [];
  entry.acked = held;
  entry.unsure = entry.unsure.filter((sent) => sent.nonce > nonce);
  entry.repeated = undefined;
  if (held === undefined) entry.fading = undefined;
  return true;
}

/** The first request of a type tells what the proxy has from before, and, without names, that it wants all. */
function open(session: Session, lane: Lane, request: DeltaRequest): void {
  const versions = Object.entries(request.initialResourceVersions ?? {});
  if (versions.length > 0) {
    lane.waits = isWarming(session, lane);
    session.fenced = true;
    session.resumed = true;
  }
  for (const [name, version] of versions) lane.reported.set(name, version);
  bringLate(session, lane);
  const named = (request.resourceNamesSubscribe ?? []).length + (request.resourceNamesUnsubscribe ?? []).length > 0;
  if (named || lane.child) return;
  lane.wildcard = true;
  lane.answerDue = versions.length === 0;
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

/**
 * While clusters are warming, Envoy keeps its CDS requests back, also at reconnect. A cluster that waits for endpoints or secrets gets none if
 * what the proxy reports for them counts as delivered: docs/xds-facts.md.
 */
function isWarming(session: Session, lane: Lane): boolean {
  return orderOf(lane.typeUrl).travels && !session.lanes.has(xdsTypes.cluster);
}

/** Parents that were sent before this type was asked for wait for their children, whatever the proxy reports of them. */
function bringLate(session: Session, lane: Lane): void {
  for (const [key, { typeUrl, name, child }] of session.owed) {
    if (typeUrl !== lane.typeUrl) continue;
    session.owed.delete(key);
    const unsure = child === undefined ? [] : [{ nonce: 0, held: child }];
    lane.entries.set(name, { ...createEntry(undefined, "travel"), unsure });
  }
}

/** Makes an entry for a name that begins to be covered, unless the proxy reported that it is up to date. */
function start(session: Session, lane: Lane, name: string, due: Entry["due"]): void {
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

function subscribe(session: Session, lane: Lane, name: string): void {
  if (name === "*") {
    const known = lane.wildcard;
    lane.wildcard = true;
    if (known) return;
    lane.answerDue = true;
    for (const resource of session.fleet.all(lane.typeUrl).values()) start(session, lane, resource.name, "no");
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

function unsubscribe(session: Session, lane: Lane, name: string): void {
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
function forget(session: Session, name: ResourceName): void {
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
