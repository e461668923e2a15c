import type { Assignment, ClusterAlias, Destination } from "./destination.ts";
import type { Fleet } from "./fleet.ts";
import type { HttpRouteSet } from "./http-route.ts";
import type { TcpRoute, UdpRoute } from "./l4-route.ts";
import type { Listener } from "./listener.ts";
import type { Secret } from "./tls.ts";

/** Everything that the proxies of all fleets must do, as lists of keyed values. */
export interface Xds {
  readonly fleets: readonly Fleet[];
  readonly listeners: readonly Listener[];
  readonly httpRoutes: readonly HttpRouteSet[];
  readonly tcpRoutes: readonly TcpRoute[];
  readonly udpRoutes: readonly UdpRoute[];
  readonly destinations: readonly Destination[];
  readonly assignments: readonly Assignment[];
  readonly clusterAliases: readonly ClusterAlias[];
  readonly secrets: readonly Secret[];
}
