import type { ResourceName } from "@sluice/protos";
import type { StreamName } from "./events.ts";
import type { Entry, Lane } from "./lane.ts";
import { covers, type Session } from "./session.ts";

/** One type on one stream, for dumps. */
export interface LaneSnapshot {
  readonly typeUrl: string;
  readonly wildcard: boolean;
  readonly subscribed: number;
  /** Names that differ from what the fleet should have, or whose delivery is not answered yet. */
  readonly outOfStep: readonly string[];
  /** Responses on their way. */
  readonly unanswered: number;
  readonly held: readonly { readonly name: string; readonly waitingFor: readonly ResourceName[] }[];
  readonly refused: readonly { readonly name: string; readonly version: string; readonly message: string }[];
}

/** One stream, for dumps. */
export interface StreamSnapshot extends StreamName {
  readonly variant: "delta" | "sotw";
  /** The type, if the stream is of one only. */
  readonly typeUrl: string | undefined;
  /** Bytes that the proxy has not read yet; while there are many, nothing more is written. */
  readonly unsentBytes: number;
  readonly lanes: readonly LaneSnapshot[];
}

/** One resource on one stream, for dumps. */
export interface ResourceState extends ResourceName {
  /** What the fleet should have; undefined: it should be gone. */
  readonly wanted: string | undefined;
  /** What the proxy has ACKed; undefined: nothing. */
  readonly acked: string | undefined;
  /** Versions on their way or refused in company, oldest first; undefined: a removal. */
  readonly unanswered: readonly (string | undefined)[];
  readonly waitingFor: readonly ResourceName[];
  /** The version that this proxy refused, and what it said. */
  readonly refused: { readonly version: string; readonly message: string } | undefined;
}

/** What one lane says of itself. */
export function laneSnapshot({ typeUrl, wildcard, names, entries, inflight }: Lane): LaneSnapshot {
  return {
    typeUrl,
    wildcard,
    subscribed: names.size,
    outOfStep: [...entries.keys()].sort(),
    unanswered: inflight.size,
    held: [...entries].flatMap(([name, { awaits }]) => (awaits.length > 0 ? [{ name, waitingFor: awaits }] : [])),
    refused: [...entries].flatMap(([name, entry]) => {
      const refused = refusedOf(entry);
      return refused === undefined ? [] : [{ name, ...refused }];
    }),
  };
}

/** Everything that a proxy is subscribed to or has, by type, then name. */
export function resourceStates(session: Session): readonly ResourceState[] {
  return [...session.lanes.values()].flatMap((lane) => {
    const { typeUrl } = lane;
    const inFleet = [...session.fleet.all(typeUrl).values()].filter(
      ({ name, parent }) => lane.entries.has(name) || covers(session, lane, name, parent),
    );
    const names = new Set([...inFleet.map(({ name }) => name), ...lane.entries.keys()]);
    return [...names].sort().map((name) => resourceState(session, lane, name));
  });
}

function resourceState(session: Session, lane: Lane, name: string): ResourceState {
  const { typeUrl } = lane;
  const wanted = session.fleet.get(typeUrl, name)?.version;
  const entry = lane.entries.get(name);
  // No entry: in step.
  if (entry === undefined)
    return { typeUrl, name, wanted, acked: wanted, unanswered: [], waitingFor: [], refused: undefined };
  return {
    typeUrl,
    name,
    wanted,
    acked: entry.acked?.version,
    unanswered: entry.unsure.map(({ held }) => held?.version),
    waitingFor: entry.awaits,
    refused: refusedOf(entry),
  };
}

function refusedOf({ refused, refusal }: Entry): ResourceState["refused"] {
  return refused === undefined ? undefined : { version: refused, message: refusal?.message ?? "" };
}
