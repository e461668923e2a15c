import type { Keyed } from "@sluice/collections";
import type { DownstreamTls, Origin, TcpRoute, UdpRoute } from "@sluice/ir";
import { downstreamTls } from "../gateways/ir-listener.ts";
import type { ResolvedListener } from "../gateways/resolved-listener.ts";
import type { L4Candidate } from "./binding.ts";
import { routeName } from "./http-rule.ts";

/** A route that lost a listener to another one. */
export interface Loser extends Keyed {
  readonly route: Origin;
  readonly listener: string;
  readonly winner: Origin;
}

/** A TLSRoute on a listener: all of them are served, server names tell them apart. */
export function tlsRoute(candidate: L4Candidate, listener: ResolvedListener | undefined): TcpRoute | undefined {
  return candidate.kind === "TLSRoute" ? toTcpRoute(candidate, listener) : undefined;
}

/** The TCPRoute that a listener serves: the oldest. Newer ones are accepted, but get no traffic (Gateway API `TCPRoute`). */
export function tcpWinner(
  candidates: readonly L4Candidate[],
  listener: ResolvedListener | undefined,
): TcpRoute | undefined {
  const winner = oldest(candidates.filter(({ kind }) => kind === "TCPRoute"));
  return winner === undefined ? undefined : toTcpRoute(winner, listener);
}

/** The UDPRoute that a listener serves: the oldest. */
export function udpWinner(candidates: readonly L4Candidate[]): UdpRoute | undefined {
  const winner = oldest(candidates.filter(({ kind }) => kind === "UDPRoute"));
  if (winner === undefined) return undefined;
  const { fleet, listener, origin, backends, age } = winner;
  const name = routeName(origin);
  return { key: `${fleet}|${listener.name}|${name}`, fleet, listener: listener.name, name, origin, backends, age };
}

/** Routes that got no listener, since another one has it: all but the oldest, and all of them where TLSRoutes are. */
export function losersOf(candidates: readonly L4Candidate[], ofTls: readonly L4Candidate[]): readonly Loser[] {
  const winner = oldest(ofTls) ?? oldest(candidates)!;
  return candidates.flatMap(({ key, origin, listener }) =>
    origin === winner.origin ? [] : [{ key, route: origin, listener: listener.name, winner: winner.origin }],
  );
}

function toTcpRoute(candidate: L4Candidate, listener: ResolvedListener | undefined): TcpRoute {
  const { fleet, origin, backends, age } = candidate;
  const terminated = listener === undefined ? undefined : downstreamTls(listener);
  const name = routeName(origin);
  return {
    key: `${fleet}|${candidate.listener.name}|${name}`,
    fleet,
    listener: candidate.listener.name,
    name,
    origin,
    snis: serverNames(candidate, terminated),
    tls: tlsOf(candidate, terminated),
    backends,
    age,
  };
}

function oldest(candidates: readonly L4Candidate[]): L4Candidate | undefined {
  return candidates.reduce<L4Candidate | undefined>(
    (best, one) => (best === undefined || one.age < best.age ? one : best),
    undefined,
  );
}

function serverNames({ kind, hosts, listener }: L4Candidate, tls: DownstreamTls | undefined): readonly string[] {
  if (kind === "TLSRoute") return hosts.includes("*") ? [] : hosts;
  return tls === undefined || listener.hostname === undefined ? [] : [listener.hostname];
}

function tlsOf({ kind }: L4Candidate, terminated: DownstreamTls | undefined): TcpRoute["tls"] {
  if (terminated !== undefined) return { kind: "terminate", tls: terminated };
  return kind === "TLSRoute" ? { kind: "passthrough" } : { kind: "none" };
}
