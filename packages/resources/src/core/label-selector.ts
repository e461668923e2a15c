import { list, map, type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const labelSelectorRequirement: ObjectSchema = object("LabelSelectorRequirement", {
  key: required(text()),
  operator: required(text()),
  values: list(text()),
});

export const labelSelector: ObjectSchema = object("LabelSelector", {
  matchLabels: map(text()),
  matchExpressions: list(labelSelectorRequirement),
});
