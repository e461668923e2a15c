import * as protobuf from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import type { PackedMessage } from "./codec.ts";
import { descriptors, messageType } from "./descriptors.ts";
import type { Any } from "./gen/google/protobuf/any.ts";

/** Any JSON value. */
export type Json = protobuf.JsonValue;

/** What came of users' JSON: a message, or why it is none; `message` names the field at fault. */
export type ParsedJson =
  | { readonly ok: true; readonly value: PackedMessage }
  | { readonly ok: false; readonly message: string };

/**
 * Turns an encoded message into protojson as Envoy's admin interface prints it: lowerCamelCase names, durations as `1.5s`, 64-bit
 * integers as strings, every Any expanded with its `@type`. Throws when the type is unknown or the bytes are damaged.
 */
export function toJson(typeUrlOrName: string, bytes: Uint8Array): Json {
  const type = messageType(typeUrlOrName);
  return protobuf.toJson(type, protobuf.fromBinary(type, bytes), { registry: descriptors() });
}

/** Turns an Any into protojson, with `@type`; throws as {@link toJson} does. */
export function anyToJson({ typeUrl = "", value = new Uint8Array() }: Any): Json {
  return protobuf.toJson(AnySchema, protobuf.create(AnySchema, { typeUrl, value }), { registry: descriptors() });
}

/**
 * Reads protojson (field names in lowerCamelCase or as in the .proto files) of the given type, or of the type in `@type`.
 * Throws when it does not fit; for JSON that users wrote there is {@link parseJson}.
 */
export function fromJson(json: Json, typeUrlOrName?: string): PackedMessage {
  if (typeUrlOrName === undefined) {
    const { typeUrl, value } = protobuf.fromJson(AnySchema, json, { registry: descriptors() });
    return { typeUrl, value };
  }
  const type = messageType(typeUrlOrName);
  const message = protobuf.fromJson(type, json, { registry: descriptors() });
  return { typeUrl: `type.googleapis.com/${type.typeName}`, value: protobuf.toBinary(type, message) };
}

/** Reads protojson that users wrote, as {@link fromJson} does, and returns what is wrong with it instead of throwing. */
export function parseJson(json: Json, typeUrlOrName?: string): ParsedJson {
  try {
    return { ok: true, value: fromJson(json, typeUrlOrName) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
