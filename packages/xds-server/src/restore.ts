import type { EncodedResource } from "@sluice/protos";
import { type Entry, isKnown, type Lane } from "./lane.ts";
import type { Response } from "./round.ts";
import type { Session } from "./session.ts";

/** Which names to restore. */
export interface Restored {
  readonly lane: Lane;
  readonly response: Response;
  readonly isMeant: (name: string) => boolean;
}

/**
 * Adds to a response what names were before they were refused in company, if they are not part of it: their last version, or nothing. What
 * was to go, and could, may be gone. Returns false when it is not known what one was.
 */
export function restore(session: Session, { lane, response, isMeant }: Restored): boolean {
  let known = true;
  const { resources, removed } = response;
  const named = new Set([...removed, ...resources.map(({ name }) => name)]);
  for (const [name, entry] of lane.entries) {
    if ((entry.unsure.length === 0 && entry.due === "no") || named.has(name) || !isMeant(name)) continue;
    const lastSent = entry.unsure.at(-1);
    const wasRemoved = lastSent !== undefined && lastSent.nonce > 0 && lastSent.held === undefined;
    const last = wasRemoved ? undefined : before(session, entry, { lane, name });
    if (last !== undefined) {
      resources.push(last);
      // Nobody knows whether this proxy takes it.
      if (last !== entry.acked) response.suspects = [...response.suspects, last];
    }
    // What a reconnecting proxy has of old is not known here, and may be in use.
    else if (entry.acked === undefined || isKnown(entry.acked)) removed.push(name);
    else known = false;
  }
  return known;
}

/** What the proxy had for certain. */
export function lastGood({ acked }: Entry): EncodedResource | undefined {
  return isKnown(acked) ? acked : undefined;
}

/** What a proxy had, or, if that is not known, what the fleet has by now, if that is something else. */
function before(
  session: Session,
  entry: Entry,
  { lane, name }: { lane: Lane; name: string },
): EncodedResource | undefined {
  if (entry.acked === undefined || isKnown(entry.acked)) return lastGood(entry);
  const wanted = session.fleet.get(lane.typeUrl, name);
  const isSuspect =
    entry.refused === wanted?.version || entry.unsure.some(({ held }) => held?.version === wanted?.version);
  return isSuspect ? undefined : wanted;
}
