import type { Namespace, Resource, ResourceId } from "@sluice/resources";
import { dequal } from "dequal/lite";

/**
 * The Namespace objects of a folder: those that are written, and one for every other namespace that an object is in, as a
 * cluster would have them. All carry the label that the API server puts on each, so that selectors by name work.
 */
export interface Namespaces {
  enter(resource: Resource): void;
  leave(resource: Resource): void;
  /** What changed since the last call, sorted by name. */
  changes(): { readonly upserts: readonly Namespace[]; readonly deletes: readonly ResourceId[] };
}

/** Starts without objects. */
export function createNamespaces(): Namespaces {
  const written = new Map<string, Namespace>();
  const objects = new Map<string, number>();
  const told = new Map<string, Namespace>();
  const touched = new Set<string>();

  const count = ({ metadata }: Resource, step: 1 | -1): void => {
    if (metadata.namespace === "") return;
    const now = (objects.get(metadata.namespace) ?? 0) + step;
    if (now === 0) objects.delete(metadata.namespace);
    else objects.set(metadata.namespace, now);
    if (now === 0 || now === 1) touched.add(metadata.namespace);
  };

  const desired = (name: string): Namespace | undefined => {
    const own = written.get(name);
    if (own) return withNameLabel(own);
    return objects.has(name) ? implied(name) : undefined;
  };

  return {
    enter(resource) {
      count(resource, 1);
      if (resource.kind !== "Namespace") return;
      written.set(resource.metadata.name, resource);
      touched.add(resource.metadata.name);
    },
    leave(resource) {
      count(resource, -1);
      if (resource.kind !== "Namespace") return;
      written.delete(resource.metadata.name);
      touched.add(resource.metadata.name);
    },
    changes() {
      const upserts: Namespace[] = [];
      const deletes: ResourceId[] = [];
      for (const name of [...touched].sort()) {
        const before = told.get(name);
        const now = desired(name);
        if (dequal(now, before)) continue;
        if (now) {
          told.set(name, now);
          upserts.push(now);
        } else {
          told.delete(name);
          deletes.push({ kind: "Namespace", namespace: "", name });
        }
      }
      touched.clear();
      return { upserts, deletes };
    },
  };
}

const nameLabel = "kubernetes.io/metadata.name";

function withNameLabel(namespace: Namespace): Namespace {
  const { metadata } = namespace;
  return { ...namespace, metadata: { ...metadata, labels: { ...metadata.labels, [nameLabel]: metadata.name } } };
}

function implied(name: string): Namespace {
  return {
    key: name,
    kind: "Namespace",
    metadata: { name, namespace: "", labels: { [nameLabel]: name }, annotations: {} },
  };
}
