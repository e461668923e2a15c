import type { EncodedResource } from "@sluice/protos";
import { encodeDeltaDiscoveryResponse, encodeDiscoveryResponse } from "@sluice/protos";
import type { Send } from "./session.ts";

/** Smaller responses are encoded faster than found. */
const large = 256;

/**
 * Encodes responses; one that equals the last large one of its type is not encoded again. When many proxies connect, each gets all of a
 * type, with the nonce that its first response of that type has on every stream.
 */
export class Responses {
  readonly #last = new Map<string, { readonly send: Send; readonly bytes: Uint8Array }>();

  encode(send: Send, fleet: string): Uint8Array {
    if (contentOf(send).length < large) return encode(send);
    const key = `${fleet}|${send.typeUrl}|${send.state === undefined}`;
    const last = this.#last.get(key);
    if (last !== undefined && isEqual(last.send, send)) return last.bytes;
    if (last === undefined) setTimeout(() => this.#last.delete(key), 10_000).unref();
    const bytes = encode(send);
    this.#last.set(key, { send, bytes });
    return bytes;
  }
}

function contentOf({ state, resources }: Send): readonly EncodedResource[] {
  return state?.resources ?? resources;
}

function encode({ typeUrl, nonce, resources, removed, state }: Send): Uint8Array {
  if (state !== undefined) return encodeDiscoveryResponse({ typeUrl, nonce, ...state });
  return encodeDeltaDiscoveryResponse({ typeUrl, nonce, resources, removedResources: removed, systemVersionInfo: "" });
}

function isEqual(left: Send, right: Send): boolean {
  const [lefts, rights] = [contentOf(left), contentOf(right)];
  return (
    left.nonce === right.nonce &&
    (left.state !== undefined || left.removed.length + right.removed.length === 0) &&
    lefts.length === rights.length &&
    lefts.every((resource, index) => resource === rights[index])
  );
}
