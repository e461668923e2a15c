/** What every object carries besides its content. */
export interface Metadata {
  readonly name: string;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  readonly generation?: number;
  /** RFC 3339, UTC. */
  readonly creationTimestamp?: string;
  /** RFC 3339, UTC; present while finalizers hold back the deletion. */
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly uid?: string;
}

/** What all resources have in common: plain readonly data, without managed fields and without our own statuses. */
export interface ResourceBase<K extends string> {
  /** `<namespace>/<name>`, or `<name>` for cluster-scoped kinds. */
  readonly key: string;
  readonly kind: K;
  readonly metadata: Metadata;
}
