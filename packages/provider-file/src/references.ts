import { isKindName, type KindName, kinds, type Resource, type ResourceId } from "@sluice/resources";

/** Kinds that Gateway API assumes where a reference names none. */
const assumedKinds: Readonly<Record<string, KindName>> = {
  parentRef: "Gateway",
  parentRefs: "Gateway",
  backendRef: "Service",
  backendRefs: "Service",
  certificateRef: "Secret",
  certificateRefs: "Secret",
  clientCertificateRef: "Secret",
};

/**
 * The objects that a resource names. It goes by the shape that all references share, so that new kinds need nothing here;
 * a field that it misses only costs the patience described at `settle`.
 */
export function referencesOf(resource: Resource): readonly ResourceId[] {
  const found: ResourceId[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === "object" && value !== null)
      for (const [field, inner] of Object.entries(value)) {
        if (field.endsWith("Ref")) add(field, inner);
        else if (field.endsWith("Refs") && Array.isArray(inner)) for (const item of inner) add(field, item);
        visit(inner);
      }
  };
  const add = (field: string, ref: unknown): void => {
    if (typeof ref !== "object" || ref === null || !("name" in ref) || typeof ref.name !== "string") return;
    const kind = "kind" in ref && typeof ref.kind === "string" ? ref.kind : assumedKinds[field];
    if (kind === undefined || !isKindName(kind)) return;
    const named = "namespace" in ref && typeof ref.namespace === "string" ? ref.namespace : undefined;
    const namespace = kinds[kind].namespaced ? (named ?? resource.metadata.namespace) : "";
    found.push({ kind, namespace, name: ref.name });
  };
  if ("spec" in resource) {
    visit(resource.spec);
    if (resource.kind === "Gateway")
      found.push({ kind: "GatewayClass", namespace: "", name: resource.spec.gatewayClassName });
  }
  return found;
}
