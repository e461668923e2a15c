import { list, type ObjectSchema, object, text } from "../schema/dsl.ts";

export const namespaceSpec: ObjectSchema = object(
  { name: "NamespaceSpec", doc: "What holds back a namespace's deletion." },
  {
    finalizers: list(text()),
  },
);
