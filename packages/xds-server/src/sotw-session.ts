import type { EncodedResource } from "@sluice/protos";
import { type Answer, answered } from "./answer.ts";
import type { FleetChange } from "./fleet.ts";
import { createEntry, type Lane } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import { plan } from "./plan.ts";
import { covers, laneOf, noteChanges, type Session, type SessionReport, type Step } from "./session.ts";
import { stateWanted } from "./sotw-state.ts";
import { bringLate, isWarming, subscribe, unsubscribe } from "./subscribe.ts";
import { trialsAfterNack } from "./trial.ts";

/** The fields of a DiscoveryRequest that a session reads. */
export interface SotwRequest extends Answer {
  readonly typeUrl?: string | undefined;
  readonly versionInfo?: string | undefined;
  readonly resourceNames?: readonly string[] | undefined;
}

/** What a state-of-the-world session is told. */
export type SotwEvent =
  | { readonly kind: "request"; readonly request: SotwRequest }
  | { readonly kind: "changed"; readonly changes: readonly FleetChange[] };

const nothing: Step = { send: [], reports: [] };

/** Takes one event in; returns what to send and what happened. It differs from delta in how a proxy says what it wants and has. */
export function stepSotw(session: Session, event: SotwEvent): Step {
  if (event.kind === "changed") return noteChanges(session, event.changes) ? plan(session, []) : nothing;
  const { request } = event;
  const typeUrl = request.typeUrl ?? "";
  const first = !session.lanes.has(typeUrl);
  const lane = laneOf(session, typeUrl);
  const reports: SessionReport[] = [];
  const before = lane.versionInfo;
  lane.versionInfo = request.versionInfo ?? "";
  if (first) open(session, lane, request);
  else {
    // The names are those of the moment at which the proxy took the response. A request that does not know the last response yet gets none,
    // as something is on its way; but it may be the only one to tell that the proxy left a name, if it comes back to it.
    resubscribe(session, lane, request.resourceNames ?? []);
    giveUp(lane, Number(request.responseNonce ?? ""));
    const isAck = request.errorDetail === undefined && lane.inflight.has(Number(request.responseNonce));
    if (isAck) session.fleet.states.trust(typeUrl, before, lane.versionInfo);
    answered(session, lane, request, reports);
  }
  lane.names.compact();
  return plan(session, reports);
}

/** A proxy answers one response of a type at a time: what it had not answered before the last one it refused, or else it would have. */
function giveUp(lane: Lane, answeredNonce: number): void {
  if (!lane.inflight.has(answeredNonce)) return;
  for (const [nonce, sent] of lane.inflight) {
    if (nonce >= answeredNonce) continue;
    lane.inflight.delete(nonce);
    lane.trials = trialsAfterNack(lane.trials, sent, { message: "", nonce, blames: [] });
    lane.unstuck = false;
  }
}

/** Names come in full each time; none at all, from a proxy that never named any, means all. */
function resubscribe(session: Session, lane: Lane, resourceNames: readonly string[]): void {
  const { names, wildcard } = read(lane, resourceNames);
  const gone = [...lane.names.list()].filter((name) => !names.has(name));
  if (lane.wildcard && !wildcard) unsubscribe(session, lane, "*");
  for (const name of gone) unsubscribe(session, lane, name);
  for (const name of names) if (!lane.names.has(name)) subscribe(session, lane, name);
  if (wildcard) subscribe(session, lane, "*");
}

function read(lane: Lane, resourceNames: readonly string[]) {
  const names = new Set(resourceNames);
  lane.named ||= names.size > 0;
  const wildcard = names.delete("*") || (!lane.named && !lane.child);
  return { names, wildcard };
}

/** The first request of a type tells which response a proxy took last, and so, with luck, what it has. */
function open(session: Session, lane: Lane, { versionInfo = "", resourceNames = [] }: SotwRequest): void {
  const resumed = versionInfo !== "";
  if (resumed) {
    lane.waits = isWarming(session, lane);
    session.fenced = true;
    session.resumed = true;
  }
  bringLate(session, lane);
  const { names, wildcard } = read(lane, resourceNames);
  lane.wildcard = wildcard;
  for (const name of names) lane.names.add(name);
  lane.answerDue = !resumed && wildcard;
  if (lane.whole) openWhole(session, lane, versionInfo);
  else openNamed(session, lane, versionInfo);
}

function openWhole(session: Session, lane: Lane, versionInfo: string): void {
  const { fleet } = session;
  const wanted = stateWanted(session, lane);
  const versions = [versionInfo, ...fleet.states.doubtsOf(lane.typeUrl, versionInfo)];
  const isDoubted = versions.length > 1;
  lane.answerDue ||= isDoubted;
  if (versionInfo === wanted.versionInfo && !isDoubted) return;
  const states = versions.map((each) =>
    contentOf(each === wanted.versionInfo ? wanted.resources : fleet.states.past(lane.typeUrl, each)),
  );
  lane.unknown = versionInfo !== "" && states.includes(undefined);
  const names = new Set([...states.flatMap((state) => [...(state?.keys() ?? [])]), ...lane.names.list()]);
  for (const { name, parent } of fleet.all(lane.typeUrl).values())
    if (covers(session, lane, name, parent)) names.add(name);
  for (const name of names) {
    const [has, ...others] = states.map((state) => state?.get(name));
    const wants = fleet.get(lane.typeUrl, name);
    const mayHave = others.filter((other) => other?.version !== has?.version);
    if (mayHave.length === 0 && has !== undefined && has.version === wants?.version) continue;
    const entry = createEntry(has, has === undefined && wants === undefined && mayHave.length === 0 ? "asked" : "no");
    entry.unsure = mayHave.map((held) => ({ nonce: 0, held }));
    lane.entries.set(name, entry);
  }
}

function contentOf(
  resources: readonly EncodedResource[] | undefined,
): ReadonlyMap<string, EncodedResource> | undefined {
  return resources && new Map(resources.map((each) => [each.name, each]));
}

/**
 * A version tells nothing of a name that a proxy has left and come back to. Endpoints that something waits for are found out by that;
 * everything else is sent once more.
 */
function openNamed(session: Session, lane: Lane, versionInfo: string): void {
  const inStep = versionInfo === stateWanted(session, lane).versionInfo;
  const isDoubted = session.fleet.states.doubtsOf(lane.typeUrl, versionInfo).length > 0;
  if (inStep && lane.typeUrl === xdsTypes.loadAssignment && !lane.waits && !isDoubted) return;
  const all = lane.wildcard ? session.fleet.all(lane.typeUrl).keys() : [];
  for (const name of new Set([...lane.names.list(), ...all])) {
    if (lane.entries.has(name)) continue;
    const entry = createEntry(undefined, "asked");
    // It may have anything under the name, or nothing.
    if (versionInfo !== "") entry.unsure = [{ nonce: 0, held: { version: versionInfo, reported: true } }];
    lane.entries.set(name, entry);
  }
}
