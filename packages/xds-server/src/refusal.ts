import type { EncodedResource } from "@sluice/protos";
import { accomplices, acquit } from "./blame.ts";
import type { Entry, Lane } from "./lane.ts";
import { orderOf, xdsTypes } from "./order.ts";
import type { Session, SessionReport } from "./session.ts";
import type { Said } from "./trial.ts";

/** What the proxy said, and where to report it. */
export interface Refusal {
  readonly session: Session;
  readonly said: Said;
  readonly reports: SessionReport[];
}

/**
 * Notes that a proxy refuses a resource: these bytes never go to it again, whatever the fleet says by now, unless a secret was to blame. A
 * secret is reported itself.
 */
export function refuse(lane: Lane, culprit: EncodedResource, { session, said, reports }: Refusal): void {
  const { message, nonce, blames } = said;
  const entry = lane.entries.get(culprit.name);
  if (entry !== undefined) {
    entry.refused = culprit.version;
    entry.refusal = { of: culprit, message };
    entry.blames = [...accomplices(session, culprit, nonce), ...blames];
    discard(lane, entry, culprit.version);
    if (entry.blames.length > 0) {
      acquit(session);
      return;
    }
  }
  reports.push({ kind: "refused", resource: culprit, message });
}

/** Reports once more what a proxy refused before and the fleet has again. */
export function refuseAgain(entry: Entry, wanted: EncodedResource, reports: SessionReport[]): void {
  if (entry.refusal === undefined || entry.refusal.of === wanted || entry.blames.length > 0) return;
  entry.refusal = { ...entry.refusal, of: wanted };
  reports.push({ kind: "refused", resource: wanted, message: entry.refusal.message });
}

/**
 * Takes back a version that a proxy cannot have. It may not even have looked at it, and wait: a child gets some answer. A cluster may be left
 * half made, and then is put in order by its last good version.
 */
export function discard(lane: Lane, entry: Entry, version: string | undefined): void {
  entry.unsure = entry.unsure.filter(({ held }) => held === undefined || held.version !== version);
  entry.staged = undefined;
  const mayWait = lane.child && (orderOf(lane.typeUrl).travels || entry.acked === undefined);
  if ((mayWait || lane.typeUrl === xdsTypes.cluster) && entry.due === "no") entry.due = "travel";
}
