import type { EncodedResource, ResourceName } from "@sluice/protos";
import { type Lane, possible } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import { covers, type Session } from "./session.ts";

/** The ACK of a listener does not mean that it serves: what it replaces goes on until its routes and secrets are there. */
export function fade(session: Session, lane: Lane, next: EncodedResource): void {
  if (lane.typeUrl !== xdsTypes.listener) return;
  const entry = lane.entries.get(next.name);
  if (entry?.acked === undefined || entry.acked.version === next.version) return;
  const nonce = session.lastNonce;
  const awaits = next.brings.filter((child) => !hasArrived(session, child, nonce));
  entry.fading = awaits.length === 0 ? undefined : { held: [...possible(entry)], awaits, nonce };
}

/** A reconnecting proxy that subscribes to routes and has none has a listener that waits for them: an unknown one serves meanwhile. */
export function fadeUnknown(session: Session, lane: Lane, name: string): void {
  const entry = lane.entries.get(name);
  if (lane.typeUrl !== xdsTypes.routeConfiguration || !session.fenced || entry === undefined) return;
  const awaits = [{ typeUrl: lane.typeUrl, name }];
  entry.fading = { held: [{ version: "", reported: true }], awaits, nonce: Number.POSITIVE_INFINITY };
}

/** Forgets replaced listeners once the children of the new ones have arrived. */
export function fadeOut(session: Session): void {
  for (const typeUrl of [xdsTypes.listener, xdsTypes.routeConfiguration]) {
    for (const entry of session.lanes.get(typeUrl)?.entries.values() ?? []) {
      if (entry.fading === undefined) continue;
      const { awaits, nonce } = entry.fading;
      const left = awaits.filter((child) => !hasArrived(session, child, nonce));
      entry.fading = left.length === 0 ? undefined : { ...entry.fading, awaits: left };
    }
  }
}

/** True when the proxy has taken what was sent to it under a name up to a nonce, or has refused it: it waits no longer. */
function hasArrived(session: Session, { typeUrl, name }: ResourceName, nonce: number): boolean {
  const lane = session.lanes.get(typeUrl);
  if (lane === undefined) return false;
  const entry = lane.entries.get(name);
  if (entry !== undefined) {
    return (entry.acked ?? entry.refused) !== undefined && entry.unsure.every((sent) => sent.nonce > nonce);
  }
  if (session.fleet.refused.has(`${session.fleet.name}|${typeUrl}|${name}`)) return true;
  return session.fleet.get(typeUrl, name) !== undefined && covers(session, lane, name, undefined);
}
