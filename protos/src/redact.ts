import * as protobuf from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { Any } from "@bufbuild/protobuf/wkt";
import { descriptors, messageType } from "./descriptors.ts";
import type { Json } from "./json.ts";

const redacted = "[redacted]";

/**
 * As `toJson`, for eyes that must not see secrets: in fields that Envoy's API marks as sensitive (private keys, passwords, tokens), strings
 * and bytes read `[redacted]` and other values are absent, through every packed message.
 */
export function toRedactedJson(typeUrlOrName: string, bytes: Uint8Array): Json {
  const type = messageType(typeUrlOrName);
  const message = protobuf.fromBinary(type, bytes);
  redactMessage(reflect(type, message), false);
  return protobuf.toJson(type, message, { registry: descriptors() });
}

/** Redacts in place; `all` says that the message lies inside a sensitive field. */
function redactMessage(message: ReflectMessage, all: boolean): void {
  if (message.desc.typeName === "google.protobuf.Any") {
    redactAny(message.message as Any, all);
    return;
  }
  for (const field of message.fields) {
    if (message.isSet(field)) redactField(message, field, all || isSensitive(field));
  }
}

function redactField(message: ReflectMessage, field: protobuf.DescField, all: boolean): void {
  switch (field.fieldKind) {
    case "message": {
      const inner = message.get(field);
      redactMessage(inner, all);
      message.set(field, inner); // wrappers and Structs come as copies
      return;
    }
    case "list": {
      const list = message.get(field);
      if (field.listKind === "message") for (const item of list) redactMessage(item as ReflectMessage, all);
      else if (all) list.clear();
      return;
    }
    case "map": {
      const map = message.get(field);
      for (const [key, value] of map) {
        if (field.mapKind === "message") redactMessage(value as ReflectMessage, all);
        else if (all) map.set(key, mask(field.scalar) ?? value);
      }
      if (all && field.mapKind !== "message" && mask(field.scalar) === undefined) map.clear();
      return;
    }
    default: {
      if (!all) return;
      const masked = field.fieldKind === "scalar" ? mask(field.scalar) : undefined;
      if (masked === undefined) message.clear(field);
      else message.set(field, masked);
    }
  }
}

function mask(scalar: protobuf.ScalarType | undefined): string | Uint8Array | undefined {
  if (scalar === protobuf.ScalarType.STRING) return redacted;
  return scalar === protobuf.ScalarType.BYTES ? Buffer.from(redacted) : undefined;
}

function redactAny(any: Any, all: boolean): void {
  if (any.typeUrl === "") return;
  const type = messageType(any.typeUrl);
  const content = protobuf.fromBinary(type, any.value);
  redactMessage(reflect(type, content), all);
  any.value = protobuf.toBinary(type, content);
}

function isSensitive(field: protobuf.DescField): boolean {
  const sensitive = descriptors().getExtension("udpa.annotations.sensitive");
  return (
    sensitive !== undefined && protobuf.hasOption(field, sensitive) && protobuf.getOption(field, sensitive) === true
  );
}
