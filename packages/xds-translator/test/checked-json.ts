import { type Codec, encode, toJson, typeName, typeUrl, validateResource } from "@sluice/protos";
import { expect } from "vitest";

/** A message as Envoy prints it, after a check against the rules of Envoy's API. */
export function checkedJson<T>(codec: Codec<T>, message: NoInfer<T>): Record<string, unknown> {
  const bytes = encode(codec, message);
  expect(validateResource(typeUrl(codec), bytes)).toEqual([]);
  return toJson(typeName(typeUrl(codec)), bytes) as Record<string, unknown>;
}
