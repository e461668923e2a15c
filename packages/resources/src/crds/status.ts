import { gatewayController, parentReference } from "../gateway-api/references.ts";
import { choice, integer64, type ListLimits, list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { conditionReason, conditionType } from "../schema/patterns.ts";

const condition: ObjectSchema = object(
  { name: "Condition", doc: "One aspect of an object's state." },
  {
    lastTransitionTime: required(text({ format: "date-time" })),
    message: required(text({ max: 32768 })),
    observedGeneration: integer64(0),
    reason: required(text({ min: 1, max: 1024, pattern: conditionReason })),
    status: required(choice("ConditionStatus", ["True", "False", "Unknown"])),
    type: required(text({ max: 316, pattern: conditionType })),
  },
);

function conditions(limits: ListLimits) {
  return list(condition, { ...limits, mapKeys: ["type"] });
}

const policyAncestor: ObjectSchema = object(
  { name: "PolicyAncestorStatus", doc: "What became of a policy at one of the objects that it affects." },
  {
    ancestorRef: required(parentReference),
    conditions: required(conditions({ min: 1, max: 8 })),
    controllerName: required(gatewayController),
  },
);

/** The status of policies, as Gateway API defines it. */
export const policyStatus: ObjectSchema = object(
  { name: "PolicyStatus", doc: "What became of the policy, by ancestor." },
  { ancestors: required(list(policyAncestor, { max: 16 })) },
);

/** The status of an EnvoyProxy. */
export const envoyProxyStatus: ObjectSchema = object(
  { name: "EnvoyProxyStatus", doc: "What became of the settings, by GatewayClass and Gateway." },
  {
    ancestors: list(
      object(
        { name: "EnvoyProxyAncestorStatus", doc: "What became of the settings at one object that refers to them." },
        { ancestorRef: required(parentReference), conditions: conditions({}) },
      ),
    ),
  },
);

/** The status of a Backend. */
export const backendStatus: ObjectSchema = object(
  { name: "BackendStatus", doc: "What became of the backend." },
  { conditions: conditions({ max: 8 }) },
);
