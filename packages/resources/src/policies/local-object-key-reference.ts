import { localObjectReference } from "../gateway-api/references.ts";
import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const localObjectKeyReference: ObjectSchema = object("LocalObjectKeyReference", {
  ...localObjectReference.fields,
  key: required(text()),
});
