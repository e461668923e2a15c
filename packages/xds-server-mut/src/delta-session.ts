import { type Answer, answered } from "./answer.ts";
import type { FleetChange } from "./fleet.ts";
import type { Lane } from "./lane.ts";
import { plan } from "./plan.ts";
import { laneOf, noteChanges, type Session, type SessionReport, type Step } from "./session.ts";
import { bringLate, isWarming, startAll, subscribe, unsubscribe } from "./subscribe.ts";

/** The fields of a DeltaDiscoveryRequest that a session reads. */
export interface DeltaRequest extends Answer {
  readonly typeUrl?: string | undefined;
  readonly resourceNamesSubscribe?: readonly string[] | undefined;
  readonly resourceNamesUnsubscribe?: readonly string[] | undefined;
  readonly initialResourceVersions?: { readonly [name: string]: string } | undefined;
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
  lane.answerDue = versions.length === 0;
  startAll(session, lane);
}
