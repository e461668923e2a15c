import { type EncodedResource, encode } from "@sluice/protos";
import { ClusterLoadAssignment } from "@sluice/protos/envoy/config/endpoint/v3/endpoint";
import { type Lane, possible } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import { toResource } from "./resource.ts";
import { lastGood, restore } from "./restore.ts";
import type { Response } from "./round.ts";
import { covers, type Session } from "./session.ts";
import { type Named, type State, toState } from "./states.ts";

/**
 * What a proxy has when it has taken a response: all of a type for types that state-of-the-world responses must have in full, else what it
 * is subscribed to. What was refused in company and is not part of the response is as it was before.
 */
function stateAfter(session: Session, lane: Lane, { resources, removed }: Sends): State {
  const { fleet } = session;
  const sent = new Map(resources.map((each) => [each.name, each]));
  const gone = new Set(removed);
  const after = (name: string): EncodedResource | undefined => {
    const entry = lane.entries.get(name);
    if (gone.has(name)) return undefined;
    return sent.get(name) ?? (entry === undefined ? fleet.get(lane.typeUrl, name) : lastGood(entry));
  };
  if (isWhole(session, lane) && [...lane.entries.keys()].every((name) => after(name) === fleet.get(lane.typeUrl, name)))
    return fleet.states.present(lane.typeUrl, () => fleet.all(lane.typeUrl).values());
  const names = new Set(lane.entries.keys());
  if (lane.whole)
    for (const { name, parent } of fleet.all(lane.typeUrl).values())
      if (covers(session, lane, name, parent)) names.add(name);
  if (!lane.whole) for (const name of lane.names.list()) names.add(name);
  const all = [...names].map((name): Named => [name, after(name)]);
  return toState(lane.whole ? all.filter(([, resource]) => resource !== undefined) : all);
}

/** What a state-of-the-world response says: all of a type, or what changed of it, and the version of all that the proxy then has. */
export function fullResponse(session: Session, lane: Lane, sends: Sends): State {
  const state = stateAfter(session, lane, sends);
  const { states } = session.fleet;
  // By the same one, a proxy that left a name and came back to it gets what it lost.
  if (!lane.whole || state.versionInfo !== lane.versionInfo)
    states.doubt(lane.typeUrl, lane.versionInfo, state.versionInfo);
  if (!lane.whole) return { versionInfo: state.versionInfo, resources: sends.resources };
  states.remember(lane.typeUrl, state);
  return state;
}

type Sends = Pick<Response, "resources" | "removed">;

/** The state that the fleet is in, as far as a proxy subscribes to it. */
export function stateWanted(session: Session, lane: Lane): State {
  const { fleet } = session;
  if (isWhole(session, lane)) return fleet.states.present(lane.typeUrl, () => fleet.all(lane.typeUrl).values());
  if (!lane.whole) return toState([...lane.names.list()].map((name): Named => [name, fleet.get(lane.typeUrl, name)]));
  const covered = [...fleet.all(lane.typeUrl).values()].filter(({ name, parent }) =>
    covers(session, lane, name, parent),
  );
  return toState(covered.map((each): Named => [each.name, each]));
}

/** True when a proxy subscribes to exactly what the fleet has. */
function isWhole(session: Session, lane: Lane): boolean {
  if (!lane.whole) return lane.names.isAll;
  return lane.wildcard && !session.fleet.hasChildren;
}

/** Makes of what a delta response would say what a state-of-the-world response can say; false when nothing is left of it. */
export function complete(session: Session, lane: Lane, response: Response): boolean {
  const isEmpty = response.resources.length + response.removed.length === 0;
  if (isEmpty) return lane.answerDue;
  // A response in full takes back what was refused in company and is not part of it.
  if (lane.whole) restore(session, { lane, response, isMeant: () => true });
  else if (!sayRemovals(session, lane, response)) return false;
  return true;
}

/**
 * Says what can be said of resources that do not exist, in a protocol that has no word for it: endpoints are empty, and of others Envoy
 * keeps what it has.
 */
function sayRemovals(session: Session, lane: Lane, response: Response): boolean {
  for (const name of response.removed.splice(0)) {
    const entry = lane.entries.get(name);
    if (entry === undefined) continue;
    const had = [...possible(entry)];
    if (had.length === 0 && lane.typeUrl === xdsTypes.loadAssignment) {
      response.resources.push(noEndpoints(session.fleet.name, name));
      continue;
    }
    entry.lingering = had.filter(({ version }) => version !== entry.refused);
    entry.acked = undefined;
    entry.unsure = [];
    entry.due = "no";
  }
  return response.resources.length > 0;
}

function noEndpoints(fleet: string, clusterName: string): EncodedResource {
  const value = encode(ClusterLoadAssignment, { clusterName });
  return toResource({ fleet, typeUrl: xdsTypes.loadAssignment, name: clusterName, value });
}
