import { defaulted, type ObjectSchema, object, text } from "../schema/dsl.ts";

export const localSecretReference: ObjectSchema = object(
  { name: "LocalSecretReference", doc: "A Secret of the same namespace, by name.", atomic: true },
  {
    name: defaulted(text(), ""),
  },
);
