import type { Origin } from "@sluice/ir";
import type { Metadata } from "@sluice/protos/envoy/config/core/v3/base";

/**
 * Which objects a resource came from, in the place where users of Envoy Gateway look for it:
 * `filter_metadata["envoy-gateway"].resources`.
 */
export function toMetadata(origin: Origin): Metadata {
  return { filterMetadata: { "envoy-gateway": { resources: [toResource(origin)] } } };
}

function toResource(origin: Origin): Record<string, unknown> {
  const resource: Record<string, unknown> = { kind: origin.kind };
  if (origin.annotations && Object.keys(origin.annotations).length > 0)
    resource.annotations = Object.fromEntries(Object.entries(origin.annotations).sort(([a], [b]) => (a < b ? -1 : 1)));
  resource.name = origin.name;
  if (origin.namespace) resource.namespace = origin.namespace;
  if (origin.policies && origin.policies.length > 0)
    resource.policies = origin.policies.map(({ kind, name, namespace }) => ({ kind, name, namespace }));
  if (origin.sectionName) resource.sectionName = origin.sectionName;
  return resource;
}
