import { backendObjectReference } from "../gateway-api/references.ts";
import { defaulted, flag, integer, list, type ObjectSchema, object } from "../schema/dsl.ts";
import { clusterSettings } from "./cluster-settings.ts";

export const envoyBackendRef: ObjectSchema = object("EnvoyBackendRef", {
  ...backendObjectReference.fields,
  weight: defaulted(integer(0, 1000000), 1),
  fallback: flag(),
});

export const backendCluster: ObjectSchema = object("BackendCluster", {
  backendRef: backendObjectReference,
  backendRefs: list(envoyBackendRef, { max: 16 }),
  backendSettings: clusterSettings,
});
