/** Type URLs of the resources whose order matters to Envoy. */
export const xdsTypes = {
  cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  loadAssignment: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  secret: "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
  listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
  scopedRoute: "type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration",
  routeConfiguration: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
  virtualHost: "type.googleapis.com/envoy.config.route.v3.VirtualHost",
  extensionConfig: "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
} as const;

/** What a type's place in the order decides. */
export interface TypeOrder {
  /** Lower goes out first when several types have something to send. */
  readonly rank: number;
  /**
   * Envoy asks for these by name because of another resource and unsubscribes when that one is gone. So a removal is told only to
   * a proxy that asks, and a subscription without names is not a wish for all of them.
   */
  readonly child: boolean;
  /**
   * Re-sent with an updated parent. An updated cluster waits for endpoints and, when its config source changed, for secrets that Envoy
   * has already and does not ask for; an updated listener takes the routes it had.
   */
  readonly travels: boolean;
  /** A state-of-the-world response has all of them: what it lacks does not exist. */
  readonly whole: boolean;
}

const orders: ReadonlyMap<string, TypeOrder> = new Map([
  [xdsTypes.cluster, { rank: 0, child: false, travels: false, whole: true }],
  [xdsTypes.loadAssignment, { rank: 1, child: true, travels: true, whole: false }],
  [xdsTypes.secret, { rank: 2, child: true, travels: true, whole: false }],
  [xdsTypes.listener, { rank: 4, child: false, travels: false, whole: true }],
  [xdsTypes.scopedRoute, { rank: 5, child: false, travels: false, whole: true }],
  [xdsTypes.extensionConfig, { rank: 5, child: true, travels: true, whole: false }],
  [xdsTypes.routeConfiguration, { rank: 6, child: true, travels: false, whole: false }],
  [xdsTypes.virtualHost, { rank: 7, child: false, travels: false, whole: true }],
]);

/** Types this server knows nothing about go between what listeners use and listeners. */
const unknownType: TypeOrder = { rank: 3, child: false, travels: true, whole: true };

/** The place of a type in make-before-break order. */
export function orderOf(typeUrl: string): TypeOrder {
  return orders.get(typeUrl) ?? unknownType;
}
