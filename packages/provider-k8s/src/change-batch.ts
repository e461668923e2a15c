import { type ProviderEvent, placeKeyOf, type Resource, type ResourceId } from "@sluice/resources";

type Changed = Extract<ProviderEvent, { kind: "changed" }>;

/** Changes that are delivered together: of several changes of one object only the last counts. */
export interface ChangeBatch {
  readonly empty: boolean;
  upsert(resource: Resource): void;
  delete(id: ResourceId): void;
  /** All changes, and none any more. */
  take(): Changed;
}

/** Makes an empty batch. */
export function createChangeBatch(): ChangeBatch {
  let upserts = new Map<string, Resource>();
  let deletes = new Map<string, ResourceId>();
  return {
    get empty() {
      return upserts.size === 0 && deletes.size === 0;
    },
    upsert(resource) {
      const { namespace, name } = resource.metadata;
      const key = placeKeyOf({ kind: resource.kind, namespace, name });
      deletes.delete(key);
      upserts.set(key, resource);
    },
    delete(id) {
      const key = placeKeyOf(id);
      upserts.delete(key);
      deletes.set(key, id);
    },
    take() {
      const change: Changed = { kind: "changed", upserts: [...upserts.values()], deletes: [...deletes.values()] };
      upserts = new Map();
      deletes = new Map();
      return change;
    },
  };
}
