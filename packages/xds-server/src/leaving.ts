import type { EncodedResource, ResourceName } from "@sluice/protos";
import { wasSent } from "./lane.ts";
import { xdsTypes } from "./order.ts";
import type { Session } from "./session.ts";

// Once a route configuration has no virtual hosts elsewhere, Envoy ignores what is said of them, and when it has some again, those that it had
// then are back: docs/xds-facts.md. So they go before it says that it has none.

const none: readonly ResourceName[] = [];

/** True for routes that have no virtual hosts elsewhere; whether a reconnecting proxy still has some of them, it tells last. */
export function isChildless({ fleet, protocol }: Session, { typeUrl, name }: EncodedResource): boolean {
  if (typeUrl !== xdsTypes.routeConfiguration || protocol.variant !== "delta" || !protocol.aggregated) return false;
  return fleet.childrenOf(xdsTypes.virtualHost, name).size === 0;
}

/** Virtual hosts that a proxy has, of routes that are about to have none. */
export function leaving(session: Session, routes: EncodedResource): readonly ResourceName[] {
  const entries = session.lanes.get(xdsTypes.virtualHost)?.entries;
  if (!entries?.size || !isChildless(session, routes)) return none;
  const typeUrl = xdsTypes.virtualHost;
  // A version that a reconnecting proxy reported tells no parent; its name does.
  return [...entries.keys()]
    .filter((name) => name.slice(0, name.lastIndexOf("/")) === routes.name)
    .map((name) => ({ typeUrl, name }))
    .filter((child) => isLeaving(session, child));
}

/** True until a proxy has taken the removal of a virtual host. */
export function isLeaving(session: Session, { typeUrl, name }: ResourceName): boolean {
  return wasSent(session.lanes.get(typeUrl)?.entries.get(name)) && session.fleet.get(typeUrl, name) === undefined;
}
