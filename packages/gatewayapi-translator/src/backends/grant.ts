import type { Index, Read } from "@sluice/collections";
import type { ReferenceGrant } from "@sluice/resources";

/** Who refers. */
export interface GrantFrom {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** What is referred to. */
export interface GrantTo {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Says whether a reference may cross namespaces; references within a namespace always may. */
export type Permits = (from: GrantFrom, to: GrantTo) => boolean;

/** Whether one of the grants (all of the target's namespace) permits a reference (Gateway API `ReferenceGrant`). */
export function permitted(grants: readonly ReferenceGrant[], from: GrantFrom, to: GrantTo): boolean {
  return grants.some(
    ({ spec }) =>
      spec.from.some((f) => f.namespace === from.namespace && f.group === from.group && f.kind === from.kind) &&
      spec.to.some((t) => t.group === to.group && t.kind === to.kind && (!t.name || t.name === to.name)),
  );
}

/** Permission as of now, read through the index of grants by namespace. */
export function permitsFrom(read: Read, grants: Index<ReferenceGrant>): Permits {
  return (from, to) => from.namespace === to.namespace || permitted(read.by(grants, to.namespace), from, to);
}
