import type { Listener, Origin, TcpListener, TcpRoute } from "@sluice/ir";

/** A route and the server names of its listener's port that are its own. */
export interface Claim {
  readonly listener: TcpListener;
  /** Undefined: all its names belong to others, so that no connection is left for it. */
  readonly route: TcpRoute | undefined;
  readonly origin: Origin;
  /** Names that the route asked for and others have; `*` for any name. */
  readonly lost: readonly string[];
}

const anyName = "*";

/**
 * Shares out the server names of a port: Envoy refuses a listener in which two filter chains have one name. HTTPS listeners keep
 * theirs, among routes the older one wins.
 */
export function claimServerNames(
  members: readonly Listener[],
  routesOf: (listener: string) => readonly TcpRoute[],
): readonly Claim[] {
  const taken = new Set(members.flatMap((member) => (member.kind === "http" && member.tls ? [member.hostname] : [])));
  const routes = members.flatMap((listener) =>
    listener.kind === "tcp" ? routesOf(listener.name).map((route) => ({ listener, route })) : [],
  );
  return routes
    .sort((a, b) => byAge(a.route, b.route))
    .map(({ listener, route }) => {
      const wanted = new Set(route.snis.length > 0 ? route.snis : [anyName]);
      const lost = [...wanted].filter((name) => taken.has(name));
      const own = [...wanted].filter((name) => !taken.has(name));
      for (const name of own) taken.add(name);
      const snis = own.includes(anyName) ? [] : own;
      return { listener, route: own.length > 0 ? { ...route, snis } : undefined, origin: route.origin, lost };
    });
}

function byAge(a: TcpRoute, b: TcpRoute): number {
  if (a.age !== b.age) return a.age < b.age ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
