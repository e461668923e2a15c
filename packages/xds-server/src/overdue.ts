import { dispatch } from "./dispatch.ts";
import { xdsTypes } from "./order.ts";
import { plan } from "./plan.ts";
import { restore } from "./restore.ts";
import { newRound, type Response } from "./round.ts";
import type { Session, Step } from "./session.ts";
import { complete } from "./sotw-state.ts";

const nothing: Step = { send: [], reports: [] };

/**
 * Brings a proxy to answer that is stuck: a cluster that Envoy refuses late is left half made, and while another one in the same response
 * warms, not even the refusal is sent, for ever. What it had before puts it in order, and the refusal comes.
 */
export function unstick(session: Session): Step {
  const lane = session.lanes.get(xdsTypes.cluster);
  if (lane === undefined || !isStuck(session)) return nothing;
  const response: Response = { resources: [], removed: [], suspects: [], trial: undefined, lacks: false };
  lane.unstuck = restore(session, { lane, response, isMeant: () => true });
  if (response.resources.length + response.removed.length === 0) return nothing;
  if (session.protocol.variant === "sotw" && !complete(session, lane, response)) return nothing;
  const first = dispatch(newRound(session), lane, response);
  const { send, reports } = plan(session, []);
  return { send: [first, ...send], reports };
}

/** True when clusters are not answered for, and nothing that they may wait for is on its way. Once is enough: a slow proxy is only slow. */
export function isStuck(session: Session): boolean {
  const lane = session.lanes.get(xdsTypes.cluster);
  if (lane === undefined || lane.inflight.size === 0 || lane.unstuck) return false;
  return [xdsTypes.loadAssignment, xdsTypes.secret].every((typeUrl) => !session.lanes.get(typeUrl)?.inflight.size);
}
