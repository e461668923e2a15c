import type { Collection, Keyed, Read } from "@sluice/collections";
import type { ListenerSet, Namespace } from "@sluice/resources";
import type { ManagedGateway } from "./gateway.ts";
import { toLabelTest } from "./selector.ts";

/** A ListenerSet whose Gateway is ours. */
export interface ManagedSet extends Keyed {
  /** `<namespace>/<name>` */
  readonly key: string;
  readonly set: ListenerSet;
  readonly gateway: string;
  /** The Gateway lets it join. */
  readonly allowed: boolean;
}

/** Whether a ListenerSet belongs to a Gateway of ours, and may. */
export function toManagedSet(
  set: ListenerSet,
  {
    gateways,
    namespaces,
  }: { readonly gateways: Collection<ManagedGateway>; readonly namespaces: Collection<Namespace> },
  read: Read,
): ManagedSet | undefined {
  const { parentRef } = set.spec;
  if ((parentRef.kind ?? "Gateway") !== "Gateway") return undefined;
  const gateway = read.get(gateways, `${parentRef.namespace || set.metadata.namespace}/${parentRef.name}`);
  if (gateway === undefined || gateway.fault !== undefined) return undefined;
  const labels = (): Readonly<Record<string, string>> | undefined =>
    read.get(namespaces, set.metadata.namespace)?.metadata.labels;
  return { key: set.key, set, gateway: gateway.key, allowed: isAllowed(set, gateway, labels) };
}

/** A Gateway that says nothing lets no ListenerSet join. */
function isAllowed(
  set: ListenerSet,
  { gateway }: ManagedGateway,
  labels: () => Readonly<Record<string, string>> | undefined,
): boolean {
  const { from, selector } = gateway.spec.allowedListeners?.namespaces ?? {};
  switch (from) {
    case "All":
      return true;
    case "Same":
      return gateway.metadata.namespace === set.metadata.namespace;
    case "Selector": {
      const test = selector === undefined ? undefined : toLabelTest(selector);
      const known = labels();
      return test?.ok === true && known !== undefined && test.value(known);
    }
    default:
      return false;
  }
}
