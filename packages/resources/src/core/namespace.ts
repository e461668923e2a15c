import { list, type ObjectSchema, object, text } from "../schema/dsl.ts";

export const namespaceSpec: ObjectSchema = object("NamespaceSpec", {
  finalizers: list(text()),
});
