import { localPolicyTargetReference } from "../gateway-api/policy-target.ts";
import {
  anything,
  choice,
  integer,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";

export const jsonPatchOperationType: TextSchema = choice("JSONPatchOperationType", [
  "add",
  "remove",
  "replace",
  "move",
  "copy",
  "test",
]);

export const jsonPatchOperation: ObjectSchema = object(
  { name: "JSONPatchOperation", doc: "One JSON patch operation (RFC 6902), found by a pointer or by a JSONPath." },
  {
    op: required(jsonPatchOperationType),
    path: text(),
    jsonPath: text(),
    from: text(),
    value: anything(),
  },
);

export const envoyPatchType: TextSchema = choice("EnvoyPatchType", ["JSONPatch"]);

export const envoyResourceType: TextSchema = choice("EnvoyResourceType", [
  "type.googleapis.com/envoy.config.listener.v3.Listener",
  "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
  "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret",
]);

export const envoyJSONPatchConfig: ObjectSchema = object(
  { name: "EnvoyJSONPatchConfig", doc: "A change of one generated resource of Envoy." },
  {
    type: required(envoyResourceType),
    name: required(text()),
    operation: required(jsonPatchOperation),
  },
);

export const envoyPatchPolicySpec: ObjectSchema = object(
  { name: "EnvoyPatchPolicySpec", doc: "What an EnvoyPatchPolicy applies to, and the changes in order." },
  {
    type: required(envoyPatchType),
    jsonPatches: list(envoyJSONPatchConfig),
    targetRef: required(localPolicyTargetReference),
    priority: integer(),
  },
);
