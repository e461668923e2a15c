import { labelSelector, labelSelectorRequirement } from "../core/label-selector.ts";
import { localPolicyTargetReferenceWithSectionName } from "../gateway-api/policy-target.ts";
import { group, kind } from "../gateway-api/references.ts";
import {
  choice,
  defaulted,
  list,
  map,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { neededWhen, rule } from "../schema/rules.ts";

export const mergeType: TextSchema = choice("MergeType", ["Replace", "StrategicMerge", "JSONMerge"]);

export const targetNamespaceFrom: TextSchema = choice("TargetNamespaceFrom", ["Same", "All", "Selector"]);

export const targetSelectorNamespaces: ObjectSchema = object(
  {
    name: "TargetSelectorNamespaces",
    doc: "The namespaces in which a selector looks.",
    rules: [neededWhen("selector", "from", "Selector")],
  },
  {
    from: defaulted(targetNamespaceFrom, "Same"),
    selector: labelSelector,
  },
);

export const targetSelector: ObjectSchema = object(
  {
    name: "TargetSelector",
    doc: "What a policy applies to, by labels.",
    rules: [
      rule("!has(self.group) || self.group == 'gateway.networking.k8s.io'", "Use group gateway.networking.k8s.io."),
    ],
  },
  {
    group: defaulted(group, "gateway.networking.k8s.io"),
    kind: required(kind),
    namespaces: targetSelectorNamespaces,
    matchLabels: map(text()),
    matchExpressions: list(labelSelectorRequirement),
  },
);

export const policyTargetReferences: ObjectSchema = object(
  { name: "PolicyTargetReferences", doc: "What a policy applies to: by name or by labels." },
  {
    targetRef: localPolicyTargetReferenceWithSectionName,
    targetRefs: list(localPolicyTargetReferenceWithSectionName),
    targetSelectors: list(targetSelector),
  },
);
