import type { ResourceName } from "@sluice/protos";
import { accomplices, mend, release, spoil } from "./blame.ts";
import { fade } from "./fading.ts";
import { type Entry, type Lane, possible, type Sent } from "./lane.ts";
import { refuse } from "./refusal.ts";
import { covers, type Session, type SessionReport } from "./session.ts";
import { forget } from "./subscribe.ts";
import { trialsAfterAck, trialsAfterNack } from "./trial.ts";

/** What ACKs and NACKs of both protocols have. */
export interface Answer {
  readonly responseNonce?: string | undefined;
  readonly errorDetail?: { readonly code?: number | undefined; readonly message?: string | undefined } | undefined;
}

/** Takes in an ACK or a NACK. */
export function answered(session: Session, lane: Lane, request: Answer, reports: SessionReport[]): void {
  const nonce = Number(request.responseNonce);
  const sent = lane.inflight.get(nonce);
  if (sent === undefined) return;
  lane.inflight.delete(nonce);
  // Refused ones may prove stuck again; those that were only slow do not.
  if (request.errorDetail !== undefined) lane.unstuck = false;
  const about = { typeUrl: lane.typeUrl, nonce: String(nonce), resources: sent.resources };
  if (request.errorDetail !== undefined) {
    const message = request.errorDetail.message ?? "";
    spoil(lane, sent.suspects);
    reports.push({ kind: "nacked", ...about, message });
    const said = { message, nonce, blames: secretsOfOthers(session, sent) };
    const [culprit, ...others] = sent.suspects;
    if (culprit !== undefined && others.length === 0) {
      refuse(lane, culprit, { session, said, reports });
      lane.trials = trialsAfterNack(lane.trials, { ...sent, suspects: [] }, said);
    } else lane.trials = trialsAfterNack(lane.trials, sent, said);
    // Nobody can keep a resource that no longer exists.
    if (sent.suspects.length === 0) for (const name of sent.removed) settle(lane, name, nonce, undefined);
    return;
  }
  session.fenced = false;
  lane.unknown = false;
  // What was sent unasked is used if it is subscribed to by now. Otherwise it was ignored, such as routes of a listener that was refused.
  const taken = sent.resources.filter(({ name, parent }) => covers(session, lane, name, parent));
  for (const resource of taken) {
    fade(session, lane, resource);
    if (settle(lane, resource.name, nonce, resource)) {
      mend(session, lane, resource.name);
      release(session, resource);
    }
  }
  if (taken.length < sent.resources.length) {
    for (const { typeUrl, name } of sent.resources)
      if (!lane.names.has(name) && lane.child) forget(session, { typeUrl, name });
  }
  for (const name of sent.removed) settle(lane, name, nonce, undefined);
  const looked = taken.filter(({ name }) => nonce > (lane.entries.get(name)?.crossed ?? 0));
  lane.trials = trialsAfterAck(
    lane.trials,
    sent,
    looked.length === sent.resources.length && !wereSpoiled(session, sent),
  );
  reports.push({ kind: "acked", ...about, taken });
}

/** Secrets of what was in a response beside its suspects, and may have spoiled it. */
function secretsOfOthers(session: Session, { nonce, resources, suspects }: Sent): readonly ResourceName[] {
  if (resources.length === suspects.length) return [];
  return resources.flatMap((each) => (suspects.includes(each) ? [] : accomplices(session, each, nonce)));
}

/** True when a suspect that passes now may have been the culprit before, by way of its secret. */
function wereSpoiled(session: Session, { trial }: Sent): boolean {
  return trial?.suspects.some((suspect) => accomplices(session, suspect, trial.nonce).length > 0) ?? false;
}

/** The proxy has what was sent with this nonce; what was sent after it stays unsure. */
function settle(lane: Lane, name: string, nonce: number, held: Entry["acked"]): boolean {
  const entry = lane.entries.get(name);
  // The name may have been unsubscribed and subscribed again since.
  if (!entry?.unsure.some((sent) => sent.nonce === nonce) || nonce <= entry.crossed) return false;
  entry.lingering =
    held === undefined && lane.child ? [...possible(entry)].filter(({ version }) => version !== entry.refused) : [];
  entry.acked = held;
  entry.unsure = entry.unsure.filter((sent) => sent.nonce > nonce);
  entry.repeated = undefined;
  if (held === undefined) entry.fading = undefined;
  return true;
}
