import type { EncodedResource, ResourceName } from "@sluice/protos";
import { acquit, isUnsettled, unsettled } from "./blame.ts";
import { fadeOut } from "./fading.ts";
import { createEntry, type Entry, isKnown, type Lane } from "./lane.ts";
import { orderOf } from "./order.ts";
import { Readiness } from "./readiness.ts";
import { discard, refuse, refuseAgain } from "./refusal.ts";
import { covers, hasParent, type Send, type Session, type SessionReport, type Step } from "./session.ts";
import { nextTrial, type Trial } from "./trial.ts";

/** Sends whatever may go out now, in order of rank. */
export function plan(session: Session, reports: SessionReport[]): Step {
  const send: Send[] = [];
  const round: Round = {
    session,
    readiness: new Readiness(session),
    again: false,
    cleaned: false,
    reports,
    fenced: undefined,
  };
  fadeOut(session);
  acquit(session);
  sweep(round, send);
  if (send.length > 0 || isAnythingUnanswered(session)) return { send, reports };
  if (round.fenced !== undefined)
    send.push(dispatch(round, round.fenced, { resources: [], removed: [], trial: undefined }));
  else if (breakCircle(session)) sweep(round, send);
  return { send, reports };
}

/**
 * A lane that sends may make an earlier one send what travels along, and what a lane finds to be in step may free a removal in an earlier
 * one: passes go on until one changes nothing.
 */
function sweep(round: Round, send: Send[]): void {
  for (let first = true; first || round.again || round.cleaned; first = false) {
    round.again = false;
    if (round.cleaned) {
      fadeOut(round.session);
      round.readiness = new Readiness(round.session);
    }
    round.cleaned = false;
    for (const lane of round.session.lanes.values()) {
      const response = compose(round, lane);
      if (response !== undefined) send.push(dispatch(round, lane, response));
    }
  }
}

/** Resources that wait for one another while nothing is on its way would wait for ever: the first goes out as it is. */
function breakCircle(session: Session): boolean {
  for (const lane of session.lanes.values()) {
    for (const entry of lane.entries.values()) {
      if (entry.staged === undefined || entry.awaits.some(({ typeUrl }) => !session.lanes.has(typeUrl))) continue;
      entry.awaits = [];
      return true;
    }
  }
  return false;
}

interface Round {
  readonly session: Session;
  readiness: Readiness;
  /** This pass left something for another one. */
  again: boolean;
  /** Entries were dropped in this pass. */
  cleaned: boolean;
  readonly reports: SessionReport[];
  /** A lane with removals that wait for the first answer after a reconnect. */
  fenced: Lane | undefined;
}

interface Response {
  readonly resources: EncodedResource[];
  readonly removed: string[];
  readonly trial: Trial | undefined;
}

/** The next response of a lane, if it may have one. */
function compose(round: Round, lane: Lane): Response | undefined {
  const { session } = round;
  if (lane.inflight.size >= session.limits.unanswered) return undefined;
  const busy = lane.inflight.size > 0;
  const trial = busy ? undefined : pickTrial(round, lane);
  const response: Response = { resources: [], removed: [], trial };
  if (trial === undefined) gather(round, lane, busy || lane.trials.length > 0, response);
  else response.resources.push(...trial.suspects);
  if (response.resources.length > 0 || response.removed.length > 0) {
    response.resources.sort(byName);
    response.removed.sort();
    return response;
  }
  // A proxy without an answer waits; one that will get its resources later is answered then.
  return lane.answerDue && lane.entries.size === 0 ? response : undefined;
}

/** Goes on with resources that were refused together, until there is something to try. */
function pickTrial({ session, reports }: Round, lane: Lane): Trial | undefined {
  while (lane.trials.length > 0) {
    const step = nextTrial(lane.trials, (suspect) => isCurrent(session, lane, suspect));
    if (step.kind === "done") lane.trials = [];
    else lane.trials = step.trials;
    if (step.kind === "try") return step.trial;
    if (step.kind === "refuse") refuse(lane, step.culprit, { session, message: step.message, reports });
  }
  return undefined;
}

function isCurrent(session: Session, lane: Lane, suspect: EncodedResource): boolean {
  const entry = lane.entries.get(suspect.name);
  if (entry === undefined || entry.refused === suspect.version) return false;
  return session.fleet.get(lane.typeUrl, suspect.name)?.version === suspect.version;
}

/** Adds what every entry of a lane may send. */
function gather(round: Round, lane: Lane, onlyAsked: boolean, response: Response): void {
  const { session } = round;
  let room = session.limits.responseBytes;
  const held = new Map<string, ResourceName>();
  const removals: [string, Entry][] = [];
  for (const [name, entry] of lane.entries) {
    if (onlyAsked && entry.due !== "asked") continue;
    const wanted = session.fleet.get(lane.typeUrl, name);
    if (entry.crossed > 0 && entry.due === "no" && !covers(session, lane, name, wanted?.parent)) {
      if (!isOnItsWay(lane, entry)) drop(round, lane, name);
      continue;
    }
    if (wanted !== undefined && wanted.version !== entry.refused) {
      if (isInStep(entry, wanted)) {
        if (entry.fading === undefined) drop(round, lane, name);
        continue;
      }
      const isOrphan = wanted.parent !== undefined && !hasParent(session, wanted.parent);
      const ready = isOrphan ? undefined : pickVersion(round, entry, wanted);
      if (ready === undefined) {
        if (wanted.parent !== undefined) held.set(name, wanted.parent);
        continue;
      }
      if (ready.value.length > room && response.resources.length > 0) {
        round.again = true;
        continue;
      }
      room -= ready.value.length;
      response.resources.push(ready);
    } else if (wanted !== undefined) {
      refuseAgain(entry, wanted, round.reports);
      answerRefused(session, { name, entry, response });
    } else removals.push([name, entry]);
  }
  for (const [name, entry] of removals) remove(round, lane, { name, entry, held, response });
}

function isOnItsWay(lane: Lane, entry: Entry): boolean {
  return entry.unsure.some(({ nonce }) => lane.inflight.has(nonce));
}

function drop(round: Round, lane: Lane, name: string): void {
  lane.entries.delete(name);
  round.cleaned = true;
}

function isInStep(entry: Entry, wanted: EncodedResource): boolean {
  return entry.due === "no" && entry.unsure.length === 0 && entry.acked?.version === wanted.version;
}

/** A proxy that waits for what it refused, or may have something else, gets what it had, or learns that there is nothing. */
function answerRefused(session: Session, { name, entry, response }: Answer): void {
  if (entry.due === "no" && entry.unsure.length === 0) return;
  const last = repeat(session, entry);
  if (last === undefined) response.removed.push(name);
  else response.resources.push(last);
  entry.due = "no";
}

/**
 * The version to send: the newest if all it needs is in place, else the one that began to wait, else none yet. Without the second, a
 * resource whose every version needs something new would wait for ever.
 */
function pickVersion(round: Round, entry: Entry, wanted: EncodedResource): EncodedResource | undefined {
  const { readiness, session } = round;
  if (entry.staged !== undefined && entry.staged !== wanted && !canStillStand(session, entry.staged))
    entry.staged = undefined;
  if (entry.staged === undefined) {
    const needed = readiness.unmet(wanted, entry.acked === undefined);
    const changing = unsettled(session, wanted);
    const unmet = changing.length === 0 ? needed : [...needed, ...changing];
    if (unmet.length === 0) return wanted;
    entry.staged = wanted;
    entry.awaits = unmet;
    round.reports.push({ kind: "held", resource: wanted, waitingFor: unmet });
    return undefined;
  }
  // What was in place when it began to wait may be on its way out and back by now.
  entry.awaits = [...new Set([...entry.awaits, ...readiness.missingOf(entry.staged)])].filter(
    (need) => readiness.isMissing(need) || isUnsettled(session, need),
  );
  if (entry.awaits.length > 0) return undefined;
  if (entry.staged === wanted) return wanted;
  return readiness.unmet(wanted, entry.acked === undefined).length === 0 ? wanted : entry.staged;
}

/** False once the fleet lacks something that a version needs: that need will not come, and what is there may be about to go. */
function canStillStand(session: Session, staged: EncodedResource): boolean {
  return staged.needs.every(({ typeUrl, name }) => session.fleet.get(typeUrl, name) !== undefined);
}

/** What to answer for one name. */
interface Answer {
  readonly name: string;
  readonly entry: Entry;
  readonly response: Response;
}

interface Removal extends Answer {
  /** Names of this lane that wait, with their parents. */
  readonly held: ReadonlyMap<string, ResourceName>;
}

/** Removes a name that the fleet does not have, once nothing uses it. */
function remove(round: Round, lane: Lane, { name, entry, held, response }: Removal): void {
  const { session, readiness } = round;
  const refused = session.fleet.refused.get(`${session.fleet.name}|${lane.typeUrl}|${name}`);
  if (lane.inflight.size === 0 && entry.unsure.some(({ held }) => held !== undefined && held.version === refused)) {
    // It was refused in company by this proxy, and alone by another.
    discard(lane, entry, refused);
  }
  if (entry.acked === undefined && entry.unsure.length === 0) {
    if (entry.due !== "no") answerGone(round, lane, { name, entry, response });
    else if (entry.lingering.length === 0 || !covers(session, lane, name, undefined)) drop(round, lane, name);
    return;
  }
  if (lane.child) {
    // Something may wait for it: an answer ends that. What is still in use is sent once more as it was.
    if (entry.due !== "no" || entry.unsure.length > 0) answerGone(round, lane, { name, entry, response });
    // Envoy unsubscribes by itself when nothing refers to the name any more.
    else if (!covers(session, lane, name, undefined)) drop(round, lane, name);
    return;
  }
  if (session.fenced) {
    round.fenced ??= lane;
    return;
  }
  if (readiness.isUsed(lane, name)) return;
  if (waitsForSiblings(lane, entry, held)) return;
  response.removed.push(name);
}

/**
 * Answers for a name that the fleet does not have. What is in use is sent once more as it was: a cluster that waits for endpoints takes
 * "removed" for none. What is in use and unknown, after a reconnect, is better left to wait.
 */
function answerGone({ session, readiness }: Round, lane: Lane, { name, entry, response }: Answer): void {
  const isUsed = session.fenced || readiness.isUsed(lane, name);
  const last = isUsed ? repeat(session, entry, session.fleet.retired(lane.typeUrl, name)) : undefined;
  if (last !== undefined) response.resources.push(last);
  else if (!isUsed || entry.acked === undefined || isKnown(entry.acked)) response.removed.push(name);
}

/** What was sent last under a name, if the proxy may get it once more. */
function repeat(session: Session, entry: Entry, retired?: EncodedResource): EncodedResource | undefined {
  const last = [entry.acked, entry.unsure.at(-1)?.held, entry.lingering.at(-1), retired].find(isKnown);
  if (last === undefined || last.version === entry.refused || last.version === entry.repeated) return undefined;
  if (last.version === session.fleet.refused.get(last.key)) return undefined;
  entry.repeated = last.version;
  return last;
}

/** What takes the place of a removed child may still wait for its needs: the old one stays until those that waited then are out. */
function waitsForSiblings(lane: Lane, entry: Entry, held: ReadonlyMap<string, ResourceName>): boolean {
  const parent = isKnown(entry.acked) ? entry.acked.parent?.name : undefined;
  if (entry.staged === undefined && entry.awaits.length === 0) {
    entry.awaits = [...held]
      .filter(([, other]) => parent === undefined || other.name === parent)
      .map(([name]) => ({ typeUrl: lane.typeUrl, name }));
  } else entry.awaits = entry.awaits.filter((waited) => held.has(waited.name));
  return entry.awaits.length > 0;
}

/** Notes a response as sent, and what must travel with it. */
function dispatch(round: Round, lane: Lane, { resources, removed, trial }: Response): Send {
  const { session } = round;
  const nonce = ++session.lastNonce;
  lane.inflight.set(nonce, { nonce, resources, removed, trial });
  lane.answerDue = false;
  for (const resource of resources) {
    const entry = lane.entries.get(resource.name);
    if (entry === undefined) continue;
    if (mayChange(entry, resource) && bringAll(session, resource, entry.acked === undefined)) round.again = true;
    leave(entry, nonce, resource);
  }
  for (const name of removed) {
    const entry = lane.entries.get(name);
    if (entry !== undefined) leave(entry, nonce, undefined);
  }
  return { typeUrl: lane.typeUrl, nonce: String(nonce), resources, removed };
}

/** True when the proxy may have another version, so that it takes this one for an update. */
function mayChange({ acked, unsure }: Entry, { version }: EncodedResource): boolean {
  return acked?.version !== version || unsure.some(({ held }) => held?.version !== version);
}

function leave(entry: Entry, nonce: number, held: EncodedResource | undefined): void {
  entry.unsure = entry.unsure.length === 0 ? [{ nonce, held }] : [...entry.unsure, { nonce, held }];
  entry.due = "no";
  entry.staged = undefined;
  entry.awaits = [];
}

/**
 * Makes a resource's children travel with it, docs/xds-facts.md. A type that the proxy has not asked for yet would be ignored without an
 * answer: its children wait for the request. A new proxy asks for all of them by name; one that reconnects does not ask for what it knows.
 */
function bringAll(session: Session, parent: EncodedResource, isNew: boolean): boolean {
  let brought = false;
  for (const { typeUrl, name } of parent.brings) {
    const lane = session.lanes.get(typeUrl);
    const child = session.fleet.get(typeUrl, name);
    if (lane !== undefined) brought = bring(session, lane, name, child) || brought;
    else if (orderOf(typeUrl).travels && session.fenced) {
      session.owed.set(`${typeUrl}|${name}`, { typeUrl, name, child });
    }
  }
  if (!isNew) return brought;
  for (const childType of session.fleet.childTypesOf(parent.name)) {
    const lane = session.lanes.get(childType);
    if (lane === undefined) continue;
    for (const child of session.fleet.childrenOf(childType, parent.name).values()) {
      if (child.parent?.typeUrl !== parent.typeUrl) continue;
      brought = true;
      // What is on its way to children came before their parent, if that was refused before.
      const { unsure = [] } = lane.entries.get(child.name) ?? {};
      lane.entries.set(child.name, { ...createEntry(undefined), unsure, crossed: session.lastNonce });
    }
  }
  return brought;
}

/** Returns whether there is something to send now. */
function bring(session: Session, lane: Lane, name: string, child: EncodedResource | undefined): boolean {
  const { travels } = orderOf(lane.typeUrl);
  // Of a name that does not exist the proxy learns when it asks, but it asks only once.
  if (child === undefined && !(travels && lane.names.has(name))) return false;
  let entry = lane.entries.get(name);
  if (entry === undefined) {
    const inStep = covers(session, lane, name, child?.parent);
    if (inStep && !travels) return false;
    entry = createEntry(inStep ? child : undefined);
    lane.entries.set(name, entry);
  }
  if (entry.due === "no" && travels) entry.due = "travel";
  return true;
}

function isAnythingUnanswered(session: Session): boolean {
  for (const lane of session.lanes.values()) if (lane.inflight.size > 0) return true;
  return false;
}

function byName(left: EncodedResource, right: EncodedResource): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
