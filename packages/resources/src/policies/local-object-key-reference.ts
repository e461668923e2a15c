import { localObjectReference } from "../gateway-api/references.ts";
import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const localObjectKeyReference: ObjectSchema = object(
  { name: "LocalObjectKeyReference", doc: "One value of an object of the same namespace." },
  {
    ...localObjectReference.fields,
    key: required(text()),
  },
);
