import type { Infra, ObjectRef } from "@sluice/ir";
import { asObject } from "../desired/json.ts";
import type { ApiAnswer, KubernetesApi } from "./api.ts";
import type { Seen } from "./cluster-view.ts";
import { pathOf } from "./kinds.ts";

const gatewayApi = { group: "gateway.networking.k8s.io", version: "v1" };

/** Asks for the owner of a fleet: a GatewayClass, or a Gateway. */
export function readOwner(api: KubernetesApi, { kind, namespace, name }: Omit<ObjectRef, "group">): Promise<ApiAnswer> {
  const path =
    kind === "Gateway"
      ? pathOf({ ...gatewayApi, plural: "gateways" }, namespace, name)
      : pathOf({ ...gatewayApi, plural: "gatewayclasses" }, undefined, name);
  return api.request({ method: "GET", path });
}

/** The owner's uid as the fleet's objects have it. */
export function ownerUidOf(found: readonly Seen[], { owner }: Infra): string | undefined {
  for (const { object } of found) {
    const reference = object.metadata.ownerReferences?.find(
      ({ kind, name }) => kind === owner.kind && name === owner.name,
    );
    if (typeof reference?.uid === "string") return reference.uid;
  }
  return undefined;
}

/** Whether objects that no Infra asks for are left from this controller: whether it serves the class of their owner. */
export async function isOrphan(api: KubernetesApi, found: readonly Seen[], controllerName: string): Promise<boolean> {
  const references = found.flatMap(({ object }) =>
    (object.metadata.ownerReferences ?? []).map(({ kind, name }) => ({
      kind: String(kind),
      name: String(name),
      namespace: object.metadata.namespace,
    })),
  );
  const owner = references.find(({ kind }) => kind === "Gateway" || kind === "GatewayClass");
  if (owner === undefined) return false;
  let { name } = owner;
  if (owner.kind === "Gateway") {
    const gateway = await readOwner(api, owner);
    // Without an owner the garbage collector has them already.
    if (gateway.status !== 200) return false;
    name = String(asObject(gateway.body.spec).gatewayClassName);
  }
  const gatewayClass = await readOwner(api, { kind: "GatewayClass", namespace: "", name });
  return gatewayClass.status === 200 && asObject(gatewayClass.body.spec).controllerName === controllerName;
}
