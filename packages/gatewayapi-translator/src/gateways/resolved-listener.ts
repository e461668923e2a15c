import type { Group, Keyed } from "@sluice/collections";
import type { TranslateOptions } from "../options.ts";
import { type Condition, condition, conditionsOf, sentences } from "../status/condition.ts";
import { good, type ListenerFault, listenerSpellings, listenersNotValid } from "../status/conditions.ts";
import { groupBy } from "./group.ts";
import { anyHost } from "./hostname.ts";
import type { CheckedListener } from "./listener.ts";
import { findConflicts, findOverlaps, type MisdirectedOn } from "./listener-conflicts.ts";

/** A listener as it stands among the others of its fleet. */
export interface ResolvedListener extends Keyed {
  readonly key: string;
  readonly checked: CheckedListener;
  readonly faults: readonly ListenerFault[];
  /** It takes traffic. */
  readonly ready: boolean;
  /** HTTP/2 has to be off, because its certificates are good for another listener of the port. */
  readonly tlsOverlaps: boolean;
  /** Host names of other listeners on its port in its Gateway, sorted: they win requests for these. */
  readonly isolatedFrom: readonly string[];
  /** Hosts of other HTTPS listeners on its port, whose requests it refuses; sorted, `*` for a listener without a host name. */
  readonly neighbours: readonly string[];
}

/** Settles who gets which port and host name among all listeners of a fleet. */
export function resolveListeners(
  { items }: Group<CheckedListener>,
  wanted: TranslateOptions["misdirectedRequests"],
): readonly ResolvedListener[] {
  const ordered = [...items].sort((a, b) => (a.entry.order < b.entry.order ? -1 : 1));
  const merged = ordered[0]?.entry.merged ?? false;
  const conflicts = findConflicts(ordered, merged);
  const faultsOf = (one: CheckedListener): readonly ListenerFault[] => [
    ...one.faults,
    ...(conflicts.get(one.key) ?? []),
  ];
  const serving = ordered.filter((one) => isReady(faultsOf(one)));
  // Who loses a conflict takes no host names away from the winner.
  const holders = ordered.filter(({ key }) => !conflicts.has(key));
  const crowded = crowdedPorts(serving);
  const howOn: MisdirectedOn = (port) => (crowded.has(port) ? "avoid" : wanted);
  const overlaps = new Map(
    (merged ? [serving] : [...groupBy(serving, ({ entry }) => entry.gateway).values()]).flatMap((group) => [
      ...findOverlaps(group, howOn),
    ]),
  );
  return ordered.map((checked) => {
    const overlap = overlaps.get(checked.key) ?? [];
    const misdirected = howOn(checked.entry.listener.port);
    return {
      key: checked.key,
      checked,
      faults: [...faultsOf(checked), ...overlap],
      ready: isReady(faultsOf(checked)),
      tlsOverlaps: misdirected === "avoid" && overlap.some(({ kind }) => kind !== "overlappingHostnames"),
      isolatedFrom: hostnamesBeside(checked, holders),
      neighbours: misdirected === "refuse" ? hostsOfNeighbours(checked, serving) : [],
    };
  });
}

/**
 * More HTTPS listeners on a port do not refuse each other's requests: each would need an answer for each, and a thousand listeners a
 * million answers. A Gateway alone cannot have more; with ListenerSets it can.
 */
const mostRefusing = 64;

function crowdedPorts(serving: readonly CheckedListener[]): ReadonlySet<number> {
  const https = serving.filter(({ entry }) => entry.listener.protocol === "HTTPS");
  const byPort = groupBy(https, ({ entry }) => entry.listener.port);
  return new Set([...byPort].filter(([, onPort]) => onPort.length > mostRefusing).map(([port]) => port));
}

/** A listener with some good certificates is served with these. */
function isReady(faults: readonly ListenerFault[]): boolean {
  return faults.every(({ kind }) => kind === "someCertificates");
}

function hostnamesBeside(one: CheckedListener, all: readonly CheckedListener[]): readonly string[] {
  const names = all
    .filter(
      (other) =>
        other !== one &&
        other.entry.gateway === one.entry.gateway &&
        other.entry.listener.port === one.entry.listener.port,
    )
    .flatMap(({ entry }) => entry.listener.hostname ?? []);
  return [...new Set(names)].sort();
}

/** Those of merged Gateways, too: their clients may reuse each other's connections. */
function hostsOfNeighbours(one: CheckedListener, serving: readonly CheckedListener[]): readonly string[] {
  const isHttps = ({ entry: { listener } }: CheckedListener): boolean => listener.protocol === "HTTPS";
  if (!isHttps(one)) return [];
  const own = one.entry.listener.hostname || anyHost;
  const hosts = serving
    .filter((other) => isHttps(other) && other.entry.listener.port === one.entry.listener.port)
    .map(({ entry }) => entry.listener.hostname || anyHost);
  return [...new Set(hosts)].filter((host) => host !== own).sort();
}

/** The conditions of a listener in the status of its Gateway or ListenerSet. */
export function listenerConditions(
  { checked, faults }: ResolvedListener,
  generation: number | undefined,
): readonly Condition[] {
  const inSet = checked.entry.listenerSet !== undefined;
  const conditions = new Map<string, Condition>();
  const put = (of: Condition): void => void conditions.set(of.type, of);
  for (const of of conditionsOf(faults, listenerSpellings, generation)) put(of);
  for (const fault of faults) for (const of of furtherConditions(fault, inSet, generation)) put(of);
  const make = (of: Omit<Condition, "message">, message: string): Condition =>
    condition({ ...of, message }, generation);
  const harmless = faults.every(({ kind }) => kind === "someCertificates" || kind.startsWith("overlapping"));
  if (harmless || faults.every(({ kind }) => kind === "certificate"))
    put(make(good.accepted, "The listener is valid."));
  if (harmless) put(make(good.programmed, "The listener's configuration goes to the proxies."));
  if (!conditions.has("Programmed")) {
    const { type, status, reason } = listenerSpellings.invalid;
    put(make({ type, status, reason }, "The listener takes no traffic, see its other conditions."));
  }
  if (!conditions.has("ResolvedRefs")) put(make(good.resolvedRefs, "All references of the listener hold."));
  if (inSet && faults.length === 0) put(make(good.noConflicts, "No other listener wants the same."));
  return [...conditions.values()].map((of) => (inSet ? setSpelling(of) : of));
}

/** What a fault says beyond its own condition. */
function furtherConditions(fault: ListenerFault, inSet: boolean, generation: number | undefined): readonly Condition[] {
  const message = sentences([fault]);
  const no = (type: string, reason: string): Condition =>
    condition({ type, status: "False", reason, message }, generation);
  const { reason } = listenerSpellings[fault.kind];
  switch (fault.kind) {
    case "authorityKind":
    case "authorityRef":
    case "authorityNotPermitted":
    case "noAuthority":
      return [no("Programmed", reason), no("Accepted", listenerSpellings.noAuthority.reason)];
    case "protocolConflict":
    case "hostnameConflict":
      return inSet ? [no("Accepted", reason), no("Programmed", reason)] : [];
    default:
      return [];
  }
}

/** ListenerSets call a listener that takes no traffic by another name. */
function setSpelling(of: Condition): Condition {
  return of.reason === listenerSpellings.invalid.reason ? { ...of, reason: listenersNotValid } : of;
}
