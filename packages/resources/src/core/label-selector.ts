import { list, map, type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const labelSelectorRequirement: ObjectSchema = object(
  { name: "LabelSelectorRequirement", doc: "One condition on a label: `In`, `NotIn`, `Exists` or `DoesNotExist`." },
  {
    key: required(text()),
    operator: required(text()),
    values: list(text()),
  },
);

export const labelSelector: ObjectSchema = object(
  {
    name: "LabelSelector",
    doc: "Objects whose labels match all conditions; without a condition every object.",
    atomic: true,
  },
  {
    matchLabels: map(text()),
    matchExpressions: list(labelSelectorRequirement),
  },
);
