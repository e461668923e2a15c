import type { TranslateOptions } from "../options.ts";
import type { ListenerFault } from "../status/conditions.ts";
import { groupBy } from "./group.ts";
import { overlap } from "./hostname.ts";
import type { CheckedListener } from "./listener.ts";

/** Faults by listener key. */
export type Conflicts = Map<string, ListenerFault[]>;

/**
 * Which listeners of a fleet shut each other out. All are in their order (older Gateways first).
 *
 * Within a Gateway: one protocol per port (HTTPS and TLS go together, UDP with everything), one listener per port and host name, one TCP
 * and one UDP listener per port. A Gateway's own listeners win over those of ListenerSets, older sets over newer ones; listeners of one
 * object have no winner. Merged Gateways share ports, and the older Gateway wins.
 */
export function findConflicts(listeners: readonly CheckedListener[], merged: boolean): Conflicts {
  const conflicts: Conflicts = new Map();
  const byGateway = grouped(listeners, ({ entry }) => entry.gateway);
  for (const ofGateway of byGateway) protocolConflicts(ofGateway, conflicts);
  if (merged) protocolConflicts(listeners, conflicts);
  for (const ofGateway of byGateway) {
    hostnameConflicts(ofGateway, conflicts);
    for (const protocol of ["TCP", "UDP"]) secondOnPort(ofGateway, protocol, conflicts);
  }
  if (merged) mergedConflicts(listeners, conflicts);
  return conflicts;
}

/** TCP-based protocols that can share a port. */
function family({ entry }: CheckedListener): string {
  const { protocol } = entry.listener;
  return protocol === "HTTPS" || protocol === "TLS" ? "HTTPS/TLS" : protocol;
}

function protocolConflicts(listeners: readonly CheckedListener[], conflicts: Conflicts): void {
  const candidates = listeners.filter((one) => one.valid && family(one) !== "UDP");
  for (const onPort of grouped(candidates, portOf)) {
    if (new Set(onPort.map(family)).size < 2) continue;
    const own = onPort.filter(isOwn);
    const ownFamilies = new Set(own.map(family));
    const message = `port ${onPort[0]!.entry.listener.port} can serve one protocol only, but is wanted by ${names(onPort)}`;
    const tell = (one: CheckedListener): void => add(conflicts, one, { kind: "protocolConflict", message });
    if (ownFamilies.size > 1) {
      onPort.forEach(tell);
      continue;
    }
    let [winner] = ownFamilies;
    for (const one of onPort) {
      const split = own.length === 0 && new Set(sameObject(onPort, one).map(family)).size > 1;
      if (split) tell(one);
      else if (winner === undefined) winner = family(one);
      else if (family(one) !== winner) tell(one);
    }
  }
}

function hostnameConflicts(listeners: readonly CheckedListener[], conflicts: Conflicts): void {
  const candidates = listeners.filter(
    (one) =>
      one.valid && !has(conflicts, one, "protocolConflict") && !["TCP", "UDP"].includes(one.entry.listener.protocol),
  );
  for (const same of grouped(candidates, (one) => `${portOf(one)} ${one.entry.listener.hostname ?? ""}`)) {
    if (same.length < 2) continue;
    const own = same.filter(isOwn);
    const split = same.some((one) => !isOwn(one) && sameObject(same, one).length > 1);
    const winner = own.length === 1 ? own[0] : own.length > 1 || split ? undefined : same[0];
    const { hostname, port } = same[0]!.entry.listener;
    const about = hostname === undefined ? `port ${port} without a host name` : `host name ${hostname} on port ${port}`;
    const message = `${about} can be one listener's only, but is wanted by ${names(same)}`;
    for (const one of same) if (one !== winner) add(conflicts, one, { kind: "hostnameConflict", message });
  }
}

function secondOnPort(listeners: readonly CheckedListener[], protocol: string, conflicts: Conflicts): void {
  const candidates = listeners.filter((one) => one.valid && one.entry.listener.protocol === protocol);
  for (const [first, ...others] of grouped(candidates, portOf)) {
    const message = `port ${first!.entry.listener.port} is ${first!.entry.name}'s: a port can have one ${protocol} listener only`;
    for (const one of others) add(conflicts, one, { kind: "protocolConflict", message });
  }
}

function mergedConflicts(listeners: readonly CheckedListener[], conflicts: Conflicts): void {
  const identity = ({ entry: { listener } }: CheckedListener): string =>
    `${listener.protocol} ${listener.port} ${listener.hostname ?? ""}`;
  for (const [first, ...others] of grouped(
    listeners.filter(({ valid }) => valid),
    identity,
  )) {
    const message = `merged Gateways share ports: ${first!.entry.name} has the same port, protocol and host name`;
    for (const one of others) add(conflicts, one, { kind: "hostnameConflict", message });
  }
}

/** What is done about requests that come over the wrong connection to a port. */
export type MisdirectedOn = (port: number) => TranslateOptions["misdirectedRequests"];

/** HTTPS listeners whose host names or certificates meet on a port, so that clients may reuse connections for the wrong one. */
export function findOverlaps(listeners: readonly CheckedListener[], howOn: MisdirectedOn): Conflicts {
  const overlaps: Conflicts = new Map();
  for (const onPort of grouped(
    listeners.filter(({ entry }) => entry.listener.protocol === "HTTPS"),
    portOf,
  )) {
    for (const one of onPort) {
      const fault = overlapOf(one, onPort, effects[howOn(one.entry.listener.port)]);
      if (fault !== undefined) overlaps.set(one.key, [fault]);
    }
  }
  return overlaps;
}

const effects = {
  avoid: "HTTP/2 is off, so that clients cannot reuse a connection for the wrong listener",
  refuse: "requests that come over the other listener's connections are answered with 421",
} as const;

function overlapOf(
  one: CheckedListener,
  onPort: readonly CheckedListener[],
  effect: string,
): ListenerFault | undefined {
  const others = onPort.filter((other) => other !== one);
  for (const other of others)
    for (const name of one.dnsNames)
      for (const met of other.dnsNames)
        if (overlap(name, met)) {
          return {
            kind: "overlappingCertificates",
            message: `its certificate for ${name} overlaps with the certificate for ${met} of listener ${other.entry.name}: ${effect}`,
            remedy: "Use certificates without common names.",
          };
        }
  const met = others.find((other) => overlap(one.entry.listener.hostname, other.entry.listener.hostname));
  if (met === undefined) return undefined;
  const { hostname } = one.entry.listener;
  return {
    kind: "overlappingHostnames",
    message: `host name ${hostname ?? "*"} overlaps with ${met.entry.listener.hostname ?? "*"} of listener ${met.entry.name}`,
  };
}

function isOwn({ entry }: CheckedListener): boolean {
  return entry.listenerSet === undefined;
}

/** Listeners of the same ListenerSet. */
function sameObject(listeners: readonly CheckedListener[], { entry }: CheckedListener): readonly CheckedListener[] {
  return listeners.filter((other) => other.entry.listenerSet === entry.listenerSet);
}

function portOf({ entry }: CheckedListener): string {
  return String(entry.listener.port);
}

function names(listeners: readonly CheckedListener[]): string {
  return listeners
    .map(({ entry }) => entry.name)
    .sort()
    .join(", ");
}

function grouped(
  listeners: readonly CheckedListener[],
  by: (listener: CheckedListener) => string,
): readonly (readonly CheckedListener[])[] {
  return [...groupBy(listeners, by).values()];
}

function has(conflicts: Conflicts, { key }: CheckedListener, kind: ListenerFault["kind"]): boolean {
  return conflicts.get(key)?.some((fault) => fault.kind === kind) ?? false;
}

function add(conflicts: Conflicts, one: CheckedListener, fault: ListenerFault): void {
  if (has(conflicts, one, fault.kind)) return;
  conflicts.set(one.key, [...(conflicts.get(one.key) ?? []), fault]);
}
