import type { EncodedResource } from "@sluice/protos";
import { isUnsettled, unsettled } from "./blame.ts";
import type { Entry } from "./lane.ts";
import { isLeaving, leaving, mayHaveMore } from "./on-demand.ts";
import type { Round } from "./round.ts";
import type { Session } from "./session.ts";

/** True when the proxy has what it should have, and waits for nothing. */
export function isInStep(entry: Entry, wanted: EncodedResource): boolean {
  return entry.due === "no" && entry.unsure.length === 0 && entry.acked?.version === wanted.version;
}

/**
 * The version to send: the newest if all it needs is in place, else the one that began to wait, else none yet. Without the second, a
 * resource whose every version needs something new would wait for ever.
 */
export function pickVersion(round: Round, entry: Entry, wanted: EncodedResource): EncodedResource | undefined {
  const { readiness, session } = round;
  if (entry.forced === wanted) return wanted;
  if (mayHaveMore(session, entry, wanted)) {
    round.fenced ??= session.lanes.get(wanted.typeUrl);
    return undefined;
  }
  if (entry.staged !== undefined && entry.staged !== wanted && !canStillStand(session, entry.staged))
    entry.staged = undefined;
  if (entry.staged === undefined) {
    const unmet = [
      ...readiness.unmet(wanted, entry.acked === undefined),
      ...unsettled(session, wanted),
      ...leaving(session, wanted),
    ];
    if (unmet.length === 0) return wanted;
    entry.staged = wanted;
    entry.awaits = unmet;
    round.reports.push({ kind: "held", resource: wanted, waitingFor: unmet });
    return undefined;
  }
  // What was in place when it began to wait may be on its way out and back by now.
  entry.awaits = [...new Set([...entry.awaits, ...readiness.missingOf(entry.staged)])].filter(
    (need) => readiness.isMissing(need) || isUnsettled(session, need) || isLeaving(session, need),
  );
  if (entry.awaits.length > 0) return undefined;
  if (entry.staged === wanted) return wanted;
  const isFree = readiness.unmet(wanted, entry.acked === undefined).length + leaving(session, wanted).length === 0;
  return isFree ? wanted : entry.staged;
}

/** False once the fleet lacks something that a version needs: that need will not come, and what is there may be about to go. */
function canStillStand(session: Session, staged: EncodedResource): boolean {
  return staged.needs.every(({ typeUrl, name }) => session.fleet.get(typeUrl, name) !== undefined);
}
