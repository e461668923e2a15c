import type { EncodedResource, ResourceName } from "@sluice/protos";
import { type Entry, isKnown, type Lane } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import { discard } from "./refusal.ts";
import { drop, type Response, type Round } from "./round.ts";
import { covers, type Session } from "./session.ts";

/** What to answer for one name. */
export interface Answer {
  readonly name: string;
  readonly entry: Entry;
  readonly response: Response;
}

/** A name to remove. */
export interface Removal extends Answer {
  /** Names of this lane that wait, with their parents. */
  readonly held: ReadonlyMap<string, ResourceName>;
}

/** A proxy that waits for what it refused, or may have something else, gets what it had, or learns that there is nothing. */
export function answerRefused(session: Session, { name, entry, response }: Answer): void {
  if (entry.due === "no" && entry.unsure.length === 0) return;
  const last = repeat(session, entry);
  if (last !== undefined) response.resources.push(last);
  else if (entry.acked === undefined || isKnown(entry.acked)) response.removed.push(name);
  // What a reconnecting proxy has of old is not known here, and may be in use: it waits until the fleet goes back to what is good.
  else return;
  entry.due = "no";
}

/** Removes a name that the fleet does not have, once nothing uses it. */
export function remove(round: Round, lane: Lane, { name, entry, held, response }: Removal): void {
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
  if (lane.typeUrl === xdsTypes.cluster && entry.due !== "no" && isKnown(entry.acked)) {
    // A refused version may have left it half made: it is put in order before it can go.
    response.resources.push(entry.acked);
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
