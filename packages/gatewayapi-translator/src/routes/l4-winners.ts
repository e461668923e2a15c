import type { DownstreamTls, TcpRoute, UdpRoute } from "@sluice/ir";
import { downstreamTls } from "../gateways/ir-listener.ts";
import type { ResolvedListener } from "../gateways/resolved-listener.ts";
import type { L4Candidate } from "./binding.ts";
import { routeName } from "./http-rule.ts";

/**
 * The routes of connections that a listener serves: all TLSRoutes, which server names tell apart, else the oldest TCPRoute.
 * Newer TCPRoutes are accepted, but get no traffic (Gateway API `TCPRoute`).
 */
export function tcpWinners(
  candidates: readonly L4Candidate[],
  listener: ResolvedListener | undefined,
): readonly TcpRoute[] {
  const ofTls = candidates.filter(({ kind }) => kind === "TLSRoute");
  const first = ofTls.length > 0 ? undefined : oldest(candidates.filter(({ kind }) => kind === "TCPRoute"));
  const winners = first === undefined ? ofTls : [first];
  const terminated = listener === undefined ? undefined : downstreamTls(listener);
  return winners.map((winner) => {
    const name = routeName(winner.origin);
    return {
      key: `${winner.fleet}|${winner.listener.name}|${name}`,
      fleet: winner.fleet,
      listener: winner.listener.name,
      name,
      origin: winner.origin,
      snis: serverNames(winner, terminated),
      tls: tlsOf(winner, terminated),
      backends: winner.backends,
      age: winner.age,
    };
  });
}

/** The UDPRoute that a listener serves: the oldest. */
export function udpWinner(candidates: readonly L4Candidate[]): UdpRoute | undefined {
  const winner = oldest(candidates.filter(({ kind }) => kind === "UDPRoute"));
  if (winner === undefined) return undefined;
  const { fleet, listener, origin, backends, age } = winner;
  const name = routeName(origin);
  return { key: `${fleet}|${listener.name}|${name}`, fleet, listener: listener.name, name, origin, backends, age };
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
