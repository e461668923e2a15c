/** Matches every host name. */
export const anyHost = "*";

/**
 * True when every host of `host` (a name, or itself a wildcard) is one of `wildcard`: `*.com` covers `a.b.com` and `*.b.com`.
 * A wildcard label stands for one or more labels (Gateway API `Hostname`), and does not cover the bare domain.
 */
export function covers(wildcard: string, host: string): boolean {
  const suffix = wildcard.slice(1);
  if (!host.startsWith("*")) return host.length > suffix.length && host.endsWith(suffix);
  const rest = host.slice(1);
  return rest.length > suffix.length && rest.endsWith(suffix) && rest.startsWith(".");
}

/** The more specific one of two host names (each may be a wildcard) when they meet, and nothing when they do not. */
export function meet(a: string, b: string): string | undefined {
  if (a === b) return a;
  if (a.startsWith("*") && covers(a, b)) return b;
  if (b.startsWith("*") && covers(b, a)) return a;
  return undefined;
}

/** A listener as far as it decides which hosts a route gets on it. */
export interface HostScope {
  /** Absent: all hosts. */
  readonly hostname?: string;
  /** Host names of other listeners on the same port of the same Gateway: those listeners win requests for these, unless it is more specific. */
  readonly isolatedFrom: readonly string[];
}

/** The hosts that a route serves on a listener, sorted; empty when the two have none in common. */
export function hostsOn(listener: HostScope, routeHostnames: readonly string[]): readonly string[] {
  const own = listener.hostname ?? "";
  if (routeHostnames.length === 0) return [own === "" ? anyHost : own];
  const hosts = new Set<string>();
  for (const hostname of routeHostnames) {
    const host = own === "" ? hostname : meet(own, hostname);
    if (host !== undefined) hosts.add(host);
  }
  for (const taken of listener.isolatedFrom.filter((other) => own === "" || covers(own, other)))
    for (const host of hosts) if (host === taken || (taken.startsWith("*") && covers(taken, host))) hosts.delete(host);
  return [...hosts].sort();
}

/**
 * True when a certificate or listener for one name can be used for the other by a client that reuses a connection.
 * Here a wildcard stands for exactly one label, as in certificates (RFC 6125).
 */
export function overlap(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === "" || b === "") return true;
  return a === b || oneLabelBelow(a, b) || oneLabelBelow(b, a);
}

function oneLabelBelow(name: string, wildcard: string): boolean {
  if (!wildcard.startsWith("*") || wildcard.length < 2 || name.startsWith("*")) return false;
  const suffix = wildcard.slice(1);
  return name.endsWith(suffix) && !name.slice(0, -suffix.length).includes(".");
}

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Why a string is no host name of DNS (RFC 1123), in words; nothing when it is one. */
export function hostnameFlaw(name: string): string | undefined {
  if (name.length === 0) return "it is empty";
  if (name.length > 253) return "it is longer than 253 characters";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(":")) return "it is an IP address";
  for (const label of name.split(".")) {
    if (label.length > 63) return `its part ${JSON.stringify(label)} is longer than 63 characters`;
    if (!dnsLabel.test(label)) return `${JSON.stringify(label)} is no lowercase DNS label`;
  }
  return undefined;
}
