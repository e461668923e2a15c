import { defaulted, type ObjectSchema, object, text } from "../schema/dsl.ts";

export const localSecretReference: ObjectSchema = object("LocalSecretReference", {
  name: defaulted(text(), ""),
});
