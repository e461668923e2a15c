import { choice, defaulted, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";

export const stringMatchType: TextSchema = choice("StringMatchType", [
  "Exact",
  "Prefix",
  "Suffix",
  "RegularExpression",
]);

export const stringMatch: ObjectSchema = object(
  { name: "StringMatch", doc: "Which texts match." },
  {
    type: defaulted(stringMatchType, "Exact"),
    value: required(text({ min: 1, max: 1024 })),
  },
);
