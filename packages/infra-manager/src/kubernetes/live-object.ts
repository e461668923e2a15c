import type { JsonObject } from "../desired/json.ts";

/** An object as the API server has it. */
export interface LiveObject {
  readonly metadata: LiveMetadata;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
  readonly [field: string]: unknown;
}

/** Metadata of an object that exists. */
export interface LiveMetadata {
  readonly name: string;
  /** Empty for what lives in no namespace. */
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly JsonObject[];
  readonly managedFields?: readonly ManagedFields[];
}

/** Who wrote which fields of an object. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: JsonObject;
}

/** What an answer or an event holds, with the fields that may be absent filled in. */
export function toLiveObject(body: JsonObject): LiveObject {
  const { metadata, ...rest } = body as unknown as { readonly metadata: LiveMetadata };
  return {
    ...rest,
    metadata: {
      ...metadata,
      namespace: metadata.namespace ?? "",
      labels: metadata.labels ?? {},
      annotations: metadata.annotations ?? {},
    },
  };
}

/** `namespace/name`. */
export function nameOf({ metadata: { namespace, name } }: LiveObject): string {
  return `${namespace}/${name}`;
}
