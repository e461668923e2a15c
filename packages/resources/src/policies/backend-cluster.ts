import { portForServices } from "../gateway-api/reference-rules.ts";
import { backendObjectReference } from "../gateway-api/references.ts";
import { defaulted, flag, integer, list, type ObjectSchema, object, type Rule } from "../schema/dsl.ts";
import { refersOnlyTo, rule } from "../schema/rules.ts";
import { clusterSettings } from "./cluster-settings.ts";

export const envoyBackendRef: ObjectSchema = object(
  {
    name: "EnvoyBackendRef",
    doc: "A backend of a policy or proxy, with its weight; fallbacks serve when the others cannot.",
    rules: [rule(portForServices, "Set port: a reference to a Service needs it.")],
  },
  {
    ...backendObjectReference.fields,
    weight: defaulted(integer(0, 1000000), 1),
    fallback: flag(),
  },
);

/** The backends that a service of a policy may have. */
export const backendKinds: readonly Rule[] = refersOnlyTo(
  "backendRefs",
  ["Service", "ServiceImport", "Backend"],
  ["", "multicluster.x-k8s.io", "gateway.envoyproxy.io"],
);

export const backendCluster: ObjectSchema = object(
  { name: "BackendCluster", doc: "Backends of a policy or proxy, and how traffic reaches them." },
  {
    backendRef: backendObjectReference,
    backendRefs: list(envoyBackendRef, { max: 16 }),
    backendSettings: clusterSettings,
  },
);
