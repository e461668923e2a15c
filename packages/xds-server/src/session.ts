import type { EncodedResource, ResourceName } from "@sluice/protos";
import type { Fleet, FleetChange } from "./fleet.ts";
import { createEntry, createLane, type Lane, wasSent } from "./lane.ts";
import { takesChildren } from "./on-demand.ts";
import type { State } from "./states.ts";

/** What one stream knows of its proxy. It is owned by whoever runs it and changed in place: copies would cost more than delivery. */
export interface Session {
  readonly fleet: Fleet;
  readonly protocol: Protocol;
  /** By rank, then by type URL. */
  readonly lanes: Map<string, Lane>;
  readonly limits: SessionLimits;
  /** Children of sent parents, of types that a reconnecting proxy has not asked for yet, by key. */
  readonly owed: Map<string, Owed>;
  lastNonce: number;
  /**
   * A reconnecting proxy tells its state type by type. Until it has answered something, more may be to come, and what it uses is unknown: nothing is
   * removed.
   */
  fenced: boolean;
  /** The proxy had something when it connected. */
  resumed: boolean;
}

/** How one stream speaks. */
export interface Protocol {
  readonly variant: "delta" | "sotw";
  /** All types on one stream. Otherwise nothing is known of what goes on in the others: nothing waits for them. */
  readonly aggregated: boolean;
}

/** A child to send as soon as its type is asked for, as it was when its parent was sent. */
export interface Owed extends ResourceName {
  readonly child: EncodedResource | undefined;
}

/** Bounds of one session. */
export interface SessionLimits {
  /** A response is closed when its resources reach this size; one larger resource goes alone. */
  readonly responseBytes: number;
  /** Unanswered responses per type; above it, even answers to subscriptions wait. */
  readonly unanswered: number;
}

/** A response to encode and write. */
export interface Send {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly resources: readonly EncodedResource[];
  readonly removed: readonly string[];
  /** What a state-of-the-world response has instead. */
  readonly state: State | undefined;
}

/** What happened on a stream, for logs, metrics and statuses. */
export type SessionReport =
  | {
      readonly kind: "acked";
      readonly typeUrl: string;
      readonly nonce: string;
      readonly resources: readonly EncodedResource[];
      /** Those of them that the proxy uses. */
      readonly taken: readonly EncodedResource[];
    }
  | {
      readonly kind: "nacked";
      readonly typeUrl: string;
      readonly nonce: string;
      readonly resources: readonly EncodedResource[];
      readonly message: string;
    }
  | { readonly kind: "refused"; readonly resource: EncodedResource; readonly message: string }
  | { readonly kind: "held"; readonly resource: ResourceName; readonly waitingFor: readonly ResourceName[] };

/** What a step made necessary. */
export interface Step {
  readonly send: readonly Send[];
  readonly reports: readonly SessionReport[];
}

const adsDelta: Protocol = { variant: "delta", aggregated: true };

/** A session before its first request. */
export function createSession(fleet: Fleet, limits: SessionLimits, protocol: Protocol = adsDelta): Session {
  // In state-of-the-world, a request that does not know the last response is void: one response at a time.
  const unanswered = protocol.variant === "sotw" ? 1 : limits.unanswered;
  return {
    fleet,
    protocol,
    limits: { ...limits, unanswered },
    lanes: new Map(),
    owed: new Map(),
    lastNonce: 0,
    fenced: false,
    resumed: false,
  };
}

/** The lane of a type, made on first use. */
export function laneOf(session: Session, typeUrl: string): Lane {
  const known = session.lanes.get(typeUrl);
  if (known !== undefined) return known;
  const lane = createLane(session.fleet, typeUrl);
  const lanes = [...session.lanes.values(), lane].sort((a, b) => a.rank - b.rank || (a.typeUrl < b.typeUrl ? -1 : 1));
  session.lanes.clear();
  for (const each of lanes) session.lanes.set(each.typeUrl, each);
  return lane;
}

/** True when the proxy subscribed to this name, or gets it because it has, or is sent, its parent. */
export function covers(session: Session, lane: Lane, name: string, parent: ResourceName | undefined): boolean {
  if (lane.names.has(name)) return true;
  if (parent === undefined || !session.protocol.aggregated) return lane.wildcard;
  if (lane.names.has(parent.name)) return true;
  const parents = session.lanes.get(parent.typeUrl);
  if (!lane.wildcard || parents === undefined) return false;
  return parents.wildcard || parents.names.has(parent.name) || wasSent(parents.entries.get(parent.name));
}

/** True when the proxy has a parent that takes children, or gets it ahead: without it, Envoy ignores them. */
export function hasParent(session: Session, { typeUrl, name }: ResourceName): boolean {
  if (!session.protocol.aggregated) return true;
  const lane = session.lanes.get(typeUrl);
  const wanted = session.fleet.get(typeUrl, name);
  const entry = lane?.entries.get(name);
  if (entry === undefined) {
    if (lane === undefined || wanted === undefined) return false;
    return covers(session, lane, name, undefined) && takesChildren(wanted);
  }
  const last = entry.unsure.length === 0 ? entry.acked : entry.unsure.at(-1)?.held;
  return last !== undefined && takesChildren(last);
}

/** Notes what changed in the fleet. */
export function noteChanges(session: Session, changes: readonly FleetChange[]): boolean {
  let touched = false;
  for (const { typeUrl, name, previous, next } of changes) {
    const lane = session.lanes.get(typeUrl);
    if (lane === undefined) continue;
    touched = true;
    if (previous === undefined || next === undefined) lane.names.fleetChanged(name, next !== undefined);
    if (lane.entries.has(name)) continue;
    if (covers(session, lane, name, (next ?? previous)?.parent)) lane.entries.set(name, createEntry(previous));
  }
  return touched;
}
