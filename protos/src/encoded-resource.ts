/** One xDS resource, encoded once and never changed: what a translator produces and an xDS server sends. */
export interface EncodedResource {
  /** `<fleet>|<typeUrl>|<name>` */
  readonly key: string;
  /** Which proxies get it. */
  readonly fleet: string;
  /** `type.googleapis.com/…` */
  readonly typeUrl: string;
  readonly name: string;
  /** Hash of the content: equal across restarts and replicas. */
  readonly version: string;
  /** The encoded message. */
  readonly value: Uint8Array;
  /** Resources that must be in place (ACKed) on a stream before this one may be sent, such as a route's clusters. Sorted, unique. */
  readonly needs: readonly ResourceName[];
  /** Resources that Envoy fetches because of this one, and that travel with it: a cluster's endpoints and secrets, a listener's routes. Sorted, unique. */
  readonly brings: readonly ResourceName[];
  /**
   * The resource by whose name proxies subscribe to this one, for types that Envoy asks for by prefix: the route configuration of a
   * virtual host. Such a resource travels with its parent.
   */
  readonly parent?: ResourceName;
  /** The objects it was made from, for reports about it: `<kind>/<namespace>/<name>`. Sorted, unique. */
  readonly origins: readonly string[];
}

/** Names one xDS resource of a fleet. */
export interface ResourceName {
  readonly typeUrl: string;
  readonly name: string;
}
