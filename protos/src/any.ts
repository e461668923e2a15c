import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { Any } from "./gen/google/protobuf/any.ts";

/** What every generated message offers: its full name, such as `envoy.config.listener.v3.Listener`, and its encoder. */
export interface Codec<T> {
  readonly $type: string;
  encode(message: T, writer?: BinaryWriter): BinaryWriter;
}

const prefix = "type.googleapis.com/";

/** Returns the type URL of a message type, as it stands in Any, in discovery requests and in discovery responses. */
export function typeUrl(codec: { readonly $type: string }): string {
  return prefix + codec.$type;
}

/** Returns the full message name in a type URL (the part behind the last slash), or the name itself. */
export function typeName(typeUrlOrName: string): string {
  return typeUrlOrName.slice(typeUrlOrName.lastIndexOf("/") + 1);
}

/** Wraps a message in an Any; the compiler checks that the message belongs to the codec. */
export function pack<T>(codec: Codec<T>, message: NoInfer<T>): Any {
  return { typeUrl: typeUrl(codec), value: codec.encode(message).finish() };
}
