import type { EncodedResource } from "@sluice/protos";
import type { Lane } from "./lane.ts";
import { Readiness } from "./readiness.ts";
import type { Session, SessionReport } from "./session.ts";
import type { Trial } from "./trial.ts";

/** One plan in the making. */
export interface Round {
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

/** A plan before its first pass. */
export function newRound(session: Session, reports: SessionReport[] = []): Round {
  const readiness = new Readiness(session);
  return { session, readiness, again: false, cleaned: false, reports, fenced: undefined };
}

/** A response in the making. */
export interface Response {
  readonly resources: EncodedResource[];
  readonly removed: string[];
  /** Those of the resources that may be why it is refused. */
  suspects: readonly EncodedResource[];
  readonly trial: Trial | undefined;
  /** Something is held back that the fleet has. */
  lacks: boolean;
}

/** Forgets a name that is in step with the fleet, or gone. */
export function drop(round: Round, lane: Lane, name: string): void {
  lane.entries.delete(name);
  round.cleaned = true;
}
