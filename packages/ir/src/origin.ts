/** Names one Kubernetes object; `namespace` is "" for cluster-scoped kinds, `group` is "" for the core group. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The object (or a named section of it: a listener, a rule, a port) that an IR value came from. */
export interface Origin extends ObjectRef {
  readonly sectionName?: string;
  /** The object's `gateway.envoyproxy.io/` annotations, without that prefix. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Policies that shaped the value. */
  readonly policies?: readonly ObjectRef[];
}
