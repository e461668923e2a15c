import { stringify } from "yaml";
import { apiVersionOf, type Resource } from "./kinds.ts";
import type { JsonObject } from "./schema/dsl.ts";

/** A resource as an object of the Kubernetes API. */
export function toManifest(resource: Resource): JsonObject {
  const { key: _, kind, metadata, ...content } = resource;
  const { name, namespace, labels, annotations, ...rest } = metadata;
  return {
    apiVersion: apiVersionOf(kind),
    kind,
    metadata: {
      name,
      ...(namespace === "" ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...rest,
    },
    ...(content as unknown as JsonObject),
  };
}

/** Resources as YAML documents, which `parseResources` reads back to equal values. */
export function stringifyResources(resources: Iterable<Resource>): string {
  return [...resources]
    .map((resource) => stringify(toManifest(resource), { aliasDuplicateObjects: false, compat: "yaml-1.1" }))
    .join("---\n");
}
