import type { EncodedResource, ResourceName } from "@sluice/protos";
import { acquit } from "./blame.ts";
import { dispatch } from "./dispatch.ts";
import { fadeOut } from "./fading.ts";
import type { Entry, Lane } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import { isInStep, pickVersion } from "./pick-version.ts";
import { Readiness } from "./readiness.ts";
import { refuse, refuseAgain } from "./refusal.ts";
import { answerRefused, remove } from "./removal.ts";
import { restore } from "./restore.ts";
import { drop, newRound, type Response, type Round } from "./round.ts";
import { isUrgent, keepSafe, safeVersion } from "./safe.ts";
import { covers, hasParent, type Send, type Session, type SessionReport, type Step } from "./session.ts";
import { complete } from "./sotw-state.ts";
import { mentions, nextTrial, type Trial } from "./trial.ts";

/** Sends whatever may go out now, in order of rank. */
export function plan(session: Session, reports: SessionReport[]): Step {
  const send: Send[] = [];
  const round = newRound(session, reports);
  fadeOut(session);
  acquit(session);
  sweep(round, send);
  for (const lane of session.lanes.values()) if (lane.unstuck && isAtRest(session, lane)) lane.unstuck = false;
  if (send.length > 0 || isAnythingUnanswered(session)) return { send, reports };
  if (round.fenced !== undefined)
    send.push(
      dispatch(round, round.fenced, { resources: [], removed: [], suspects: [], trial: undefined, lacks: false }),
    );
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
    for (const [name, entry] of lane.entries) {
      if (entry.staged === undefined || entry.awaits.some(({ typeUrl }) => !session.lanes.has(typeUrl))) continue;
      const wanted = session.fleet.get(lane.typeUrl, name);
      if (wanted === undefined || isOrphan(session, wanted)) continue;
      entry.awaits = [];
      entry.forced = wanted;
      return true;
    }
  }
  return false;
}

/** The next response of a lane, if it may have one. */
function compose(round: Round, lane: Lane): Response | undefined {
  const { session } = round;
  if (lane.inflight.size >= session.limits.unanswered) return undefined;
  const busy = lane.inflight.size > 0;
  const trial = busy || isUrgent(session, lane) ? undefined : pickTrial(round, lane);
  const response: Response = { resources: [], removed: [], suspects: [], trial, lacks: false };
  if (trial === undefined) gather(round, lane, busy || lane.trials.length > 0, response);
  else response.resources.push(...trial.suspects);
  if (lane.unknown && response.lacks) return undefined;
  response.suspects = [...response.resources];
  // Envoy answers no CDS response while a cluster is left half made, docs/xds-facts.md: those that it named are put in order first.
  if (trial !== undefined && lane.typeUrl === xdsTypes.cluster)
    restore(session, { lane, response, isMeant: (name) => mentions(trial.message, name) });
  if (session.protocol.variant === "sotw" && !complete(session, lane, response)) return undefined;
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
    if (step.kind === "refuse") refuse(lane, step.culprit, { session, said: step.said, reports });
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
  let room =
    session.protocol.variant === "sotw" && lane.whole ? Number.POSITIVE_INFINITY : session.limits.responseBytes;
  const held = new Map<string, ResourceName>();
  const removals: [string, Entry][] = [];
  const all = session.fleet.all(lane.typeUrl);
  for (const [name, entry] of lane.entries) {
    if (onlyAsked && entry.due === "no") continue;
    const wanted = all.get(name);
    const safe = safeVersion(session, entry, wanted);
    if (onlyAsked && entry.due !== "asked" && safe === undefined) continue;
    if (entry.crossed > 0 && entry.due === "no" && !covers(session, lane, name, wanted?.parent)) {
      if (!isOnItsWay(lane, entry)) drop(round, lane, name);
      continue;
    }
    if (wanted !== undefined && wanted.version !== entry.refused) {
      if (isInStep(entry, wanted)) {
        if (entry.fading === undefined) drop(round, lane, name);
        continue;
      }
      const ready = isOrphan(session, wanted) ? undefined : (safe ?? pickVersion(round, entry, wanted));
      if (ready === undefined) {
        response.lacks = true;
        if (wanted.parent !== undefined) held.set(name, wanted.parent);
        continue;
      }
      if (ready.value.length > room && response.resources.length > 0) {
        round.again = true;
        continue;
      }
      // Envoy does not look again at a secret that it refused: tried apart from others afterwards, it passes.
      const isRisk = lane.typeUrl === xdsTypes.secret && session.fleet.isUnproven(ready);
      if (isRisk && response.resources.length > 0) {
        round.again = true;
        continue;
      }
      room = isRisk ? 0 : room - ready.value.length;
      response.resources.push(ready);
    } else if (wanted !== undefined) {
      refuseAgain(entry, wanted, round.reports);
      answerRefused(session, { name, entry, response });
    } else {
      // Should it come back, it waits anew.
      if (entry.staged !== undefined) unstage(entry);
      removals.push([name, entry]);
    }
  }
  round.again = keepSafe(round, lane, response);
  for (const [name, entry] of removals) remove(round, lane, { name, entry, held, response });
}

function unstage(entry: Entry): void {
  entry.staged = undefined;
  entry.awaits = [];
  entry.forced = undefined;
}

/** True for a child whose parent the proxy does not have: that is what it waits for. */
function isOrphan(session: Session, { parent }: EncodedResource): boolean {
  return parent !== undefined && !hasParent(session, parent);
}

/** True when nothing of a lane is left to deliver. */
function isAtRest(session: Session, lane: Lane): boolean {
  if (lane.inflight.size > 0) return false;
  for (const [name, entry] of lane.entries) {
    const wanted = session.fleet.get(lane.typeUrl, name);
    if (wanted !== undefined && wanted.version !== entry.refused && !isInStep(entry, wanted)) return false;
  }
  return true;
}

function isOnItsWay(lane: Lane, entry: Entry): boolean {
  return entry.unsure.some(({ nonce }) => lane.inflight.has(nonce));
}

function isAnythingUnanswered(session: Session): boolean {
  for (const lane of session.lanes.values()) if (lane.inflight.size > 0) return true;
  return false;
}

function byName(left: EncodedResource, right: EncodedResource): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
