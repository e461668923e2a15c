import type { EncodedResource } from "@sluice/protos";
import { createEntry, type Entry, type Lane } from "./lane.ts";
import { bringAgain } from "./on-demand.ts";
import { orderOf, xdsTypes } from "./order.ts";
import type { Response, Round } from "./round.ts";
import { covers, type Send, type Session } from "./session.ts";
import { fullResponse } from "./sotw-state.ts";

/** Notes a response as sent, and what must travel with it. */
export function dispatch(round: Round, lane: Lane, { resources, removed, suspects, trial }: Response): Send {
  const { session } = round;
  const nonce = ++session.lastNonce;
  const state = session.protocol.variant === "sotw" ? fullResponse(session, lane, { resources, removed }) : undefined;
  lane.inflight.set(nonce, { nonce, resources, removed, suspects, trial });
  lane.answerDue = false;
  for (const resource of resources) {
    const entry = lane.entries.get(resource.name);
    if (entry === undefined) continue;
    if (mayChange(entry, resource) && bringAll(session, resource, entry.acked === undefined)) round.again = true;
    if (bringAgain(session, entry, resource)) round.again = true;
    leave(entry, nonce, resource);
  }
  for (const name of removed) {
    const entry = lane.entries.get(name);
    if (entry !== undefined) leave(entry, nonce, undefined);
  }
  return { typeUrl: lane.typeUrl, nonce: String(nonce), resources, removed, state };
}

/** True when the proxy may have another version, or one that it refused half made, so that it takes this one for an update. */
function mayChange({ acked, unsure, refused, due }: Entry, { typeUrl, version }: EncodedResource): boolean {
  if ((refused !== undefined || due !== "no") && typeUrl === xdsTypes.cluster) return true;
  return acked?.version !== version || unsure.some(({ held }) => held?.version !== version);
}

function leave(entry: Entry, nonce: number, held: EncodedResource | undefined): void {
  entry.unsure = entry.unsure.length === 0 ? [{ nonce, held }] : [...entry.unsure, { nonce, held }];
  entry.due = "no";
  entry.staged = undefined;
  entry.awaits = [];
  entry.forced = undefined;
}

/**
 * Makes a resource's children travel with it, docs/xds-facts.md. A type that the proxy has not asked for yet would be ignored without an
 * answer: its children wait for the request. A new proxy asks for all of them by name; one that reconnects does not ask for what it knows.
 */
function bringAll(session: Session, parent: EncodedResource, isNew: boolean): boolean {
  let brought = false;
  for (const { typeUrl, name } of parent.brings) {
    const lane = session.lanes.get(typeUrl);
    const child = session.fleet.get(typeUrl, name);
    if (lane !== undefined) brought = bring(session, lane, name, child) || brought;
    else if (orderOf(typeUrl).travels && session.fenced) {
      session.owed.set(`${typeUrl}|${name}`, { typeUrl, name, child });
    }
  }
  if (!isNew) return brought;
  for (const childType of session.fleet.childTypesOf(parent.name)) {
    const lane = session.lanes.get(childType);
    if (lane === undefined) continue;
    for (const child of session.fleet.childrenOf(childType, parent.name).values()) {
      if (child.parent?.typeUrl !== parent.typeUrl) continue;
      brought = true;
      // What is on its way to children came before their parent, if that was refused before.
      const { unsure = [] } = lane.entries.get(child.name) ?? {};
      lane.entries.set(child.name, { ...createEntry(undefined), unsure, crossed: session.lastNonce });
    }
  }
  return brought;
}

/** Returns whether there is something to send now. */
function bring(session: Session, lane: Lane, name: string, child: EncodedResource | undefined): boolean {
  const { travels } = orderOf(lane.typeUrl);
  // Of a name that does not exist the proxy learns when it asks, but it asks only once.
  if (child === undefined && !(travels && lane.names.has(name))) return false;
  let entry = lane.entries.get(name);
  if (entry === undefined) {
    const inStep = covers(session, lane, name, child?.parent);
    if (inStep && !travels) return false;
    entry = createEntry(inStep ? child : undefined);
    lane.entries.set(name, entry);
  }
  if (entry.due === "no" && travels) entry.due = "travel";
  return true;
}
