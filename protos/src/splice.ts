import { allocate, fieldSize, writeFieldHeader } from "./wire.ts";

/**
 * Appends elements to a repeated message, string or bytes field of an encoded message, without decoding anything: the result
 * parses like the message of `head` with `values` added. Field order differs from a plain encoding, so bytes
 * made one way are not comparable with bytes made the other way.
 */
export function spliceField(head: Uint8Array, fieldNumber: number, values: readonly Uint8Array[]): Uint8Array {
  let size = head.length;
  for (const value of values) size += fieldSize(fieldNumber, value.length);
  const target = allocate(size);
  target.set(head);
  let offset = head.length;
  for (const value of values) {
    offset = writeFieldHeader(target, offset, fieldNumber, value.length);
    target.set(value, offset);
    offset += value.length;
  }
  return target;
}

/** Frames one encoded element as field `fieldNumber`; frames of a message may be joined in any order with `concatBytes`. */
export function frameField(fieldNumber: number, value: Uint8Array): Uint8Array {
  return spliceField(nothing, fieldNumber, [value]);
}

/** Joins encoded parts; the concatenation of encoded messages of one type is their merger. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const target = allocate(size);
  let offset = 0;
  for (const part of parts) {
    target.set(part, offset);
    offset += part.length;
  }
  return target;
}

/** Completes a RouteConfiguration that was encoded without virtual hosts. */
export function spliceRouteConfiguration(head: Uint8Array, virtualHosts: readonly Uint8Array[]): Uint8Array {
  return spliceField(head, 2, virtualHosts);
}

/** Completes a VirtualHost that was encoded without routes. */
export function spliceVirtualHost(head: Uint8Array, routes: readonly Uint8Array[]): Uint8Array {
  return spliceField(head, 3, routes);
}

const nothing = new Uint8Array();
