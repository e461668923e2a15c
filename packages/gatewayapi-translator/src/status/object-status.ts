import type { Keyed } from "@sluice/collections";
import type { ObjectRef } from "@sluice/ir";

/** What an object's status should say, as Kubernetes would hold it, but without times. */
export interface ObjectStatus extends Keyed {
  /** `<Kind>/<namespace>/<name>` */
  readonly key: string;
  readonly group: string;
  readonly kind: string;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly generation?: number;
  /** A Gateway's fleet, whose state belongs to the Gateway's status, and the addresses that the Gateway asks for in vain. */
  readonly fleet?: { readonly key: string; readonly unusableAddresses: readonly string[] };
  readonly status: Readonly<Record<string, unknown>>;
}

/** A status of an object. */
export function objectStatus(
  { group, kind, namespace, name }: ObjectRef,
  generation: number | undefined,
  status: Readonly<Record<string, unknown>>,
): ObjectStatus {
  return {
    key: namespace === "" ? `${kind}/${name}` : `${kind}/${namespace}/${name}`,
    group,
    kind,
    namespace,
    name,
    ...(generation === undefined ? {} : { generation }),
    status,
  };
}
