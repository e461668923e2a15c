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

export const mergeType: TextSchema = choice("MergeType", ["Replace", "StrategicMerge", "JSONMerge"]);

export const targetNamespaceFrom: TextSchema = choice("TargetNamespaceFrom", ["Same", "All", "Selector"]);

export const targetSelectorNamespaces: ObjectSchema = object("TargetSelectorNamespaces", {
  from: defaulted(targetNamespaceFrom, "Same"),
  selector: labelSelector,
});

export const targetSelector: ObjectSchema = object("TargetSelector", {
  group: defaulted(group, "gateway.networking.k8s.io"),
  kind: required(kind),
  namespaces: targetSelectorNamespaces,
  matchLabels: map(text()),
  matchExpressions: list(labelSelectorRequirement),
});

export const policyTargetReferences: ObjectSchema = object("PolicyTargetReferences", {
  targetRef: localPolicyTargetReferenceWithSectionName,
  targetRefs: list(localPolicyTargetReferenceWithSectionName),
  targetSelectors: list(targetSelector),
});
