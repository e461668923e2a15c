import type { BinaryWriter } from "@bufbuild/protobuf/wire";

/** What every generated message type offers: its full name, such as `envoy.config.listener.v3.Listener`, and its encoder. */
export interface Codec<T> {
  readonly $type: string;
  encode(message: T, writer?: BinaryWriter): BinaryWriter;
}

/** An encoded message and its type URL: an Any with both fields present. */
export interface PackedMessage {
  typeUrl: string;
  value: Uint8Array;
}

const prefix = "type.googleapis.com/";

/** Thousands of resources hold the few that there are. */
const urls = new Map<string, string>();

/** Returns the type URL of a message type, as it stands in Any, in discovery requests and in discovery responses. */
export function typeUrl(codec: { readonly $type: string }): string {
  const known = urls.get(codec.$type);
  if (known !== undefined) return known;
  const url = prefix + codec.$type;
  urls.set(codec.$type, url);
  return url;
}

/** Returns the full message name in a type URL (the part behind the last slash); a bare name comes back as it is. */
export function typeName(typeUrlOrName: string): string {
  return typeUrlOrName.slice(typeUrlOrName.lastIndexOf("/") + 1);
}
