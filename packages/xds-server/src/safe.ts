import type { EncodedResource } from "@sluice/protos";
import { type Entry, isKnown, type Lane } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import type { Response, Round } from "./round.ts";
import type { Session } from "./session.ts";

// Envoy ends all waiting for endpoints when it refuses any, docs/xds-facts.md: a cluster that is in use and was updated would lose its
// endpoints to a bad neighbour. So it first gets endpoints again that cannot be refused, and only then what is new.

/** Endpoints that an updated cluster may have at once; undefined when there are none. */
export function safeVersion(
  session: Session,
  entry: Entry,
  wanted: EncodedResource | undefined,
): EncodedResource | undefined {
  if (entry.due !== "travel" || !isKnown(entry.acked) || entry.acked.typeUrl !== xdsTypes.loadAssignment)
    return undefined;
  return wanted !== undefined && isSafe(session, entry, wanted) ? wanted : entry.acked;
}

/** True while some updated cluster waits for endpoints that it may have at once. */
export function isUrgent(session: Session, lane: Lane): boolean {
  if (lane.typeUrl !== xdsTypes.loadAssignment) return false;
  for (const [name, entry] of lane.entries)
    if (entry.due === "travel" && safeVersion(session, entry, session.fleet.get(lane.typeUrl, name)) !== undefined)
      return true;
  return false;
}

/** Leaves endpoints that may be refused for a later response when others in this one cannot be. */
export function keepSafe({ session, ...round }: Round, lane: Lane, { resources }: Response): boolean {
  if (lane.typeUrl !== xdsTypes.loadAssignment) return round.again;
  const safe = resources.filter((each) => {
    const entry = lane.entries.get(each.name);
    return entry === undefined || isSafe(session, entry, each);
  });
  if (safe.length === 0 || safe.length === resources.length) return round.again;
  resources.splice(0, resources.length, ...safe);
  return true;
}

function isSafe(session: Session, entry: Entry, resource: EncodedResource): boolean {
  return entry.acked?.version === resource.version || !session.fleet.isUnproven(resource);
}
