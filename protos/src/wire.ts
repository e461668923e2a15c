// The one piece of the wire format that splicing and wrapping need: length-delimited fields,
// https://protobuf.dev/programming-guides/encoding/#length-types. Everything else is encoded by generated code.

const lengthDelimited = 2;

/** Returns how many bytes a varint takes; for integers from 0 to 2^31-1. */
export function varintSize(value: number): number {
  if (value < 1 << 7) return 1;
  if (value < 1 << 14) return 2;
  if (value < 1 << 21) return 3;
  return value < 1 << 28 ? 4 : 5;
}

/** Writes a varint and returns the offset behind it. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest > 0x7f) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

/** Returns how many bytes stand before the content of a length-delimited field. */
export function fieldHeaderSize(fieldNumber: number, length: number): number {
  return varintSize(fieldNumber * 8) + varintSize(length);
}

/** Writes tag and length of a length-delimited field and returns the offset at which its content begins. */
export function writeFieldHeader(target: Uint8Array, offset: number, fieldNumber: number, length: number): number {
  return writeVarint(target, writeVarint(target, offset, fieldNumber * 8 + lengthDelimited), length);
}

/** Returns how many bytes a length-delimited field takes with its header. */
export function fieldSize(fieldNumber: number, length: number): number {
  return fieldHeaderSize(fieldNumber, length) + length;
}

/** Returns how many bytes a string field takes; none when it is empty, as proto3 omits it. */
export function stringSize(fieldNumber: number, value: string): number {
  return value === "" ? 0 : fieldSize(fieldNumber, Buffer.byteLength(value));
}

/**
 * Allocates memory for bytes that live long (not from Node's pool, which they would keep alive) and are all written (so not cleared).
 */
export function allocate(size: number): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.allocUnsafeSlow(size);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A buffer of known size that is filled field by field. */
export class Output {
  readonly bytes: Uint8Array;
  readonly #buffer: Buffer;
  #at = 0;

  constructor(size: number) {
    this.bytes = allocate(size);
    this.#buffer = Buffer.from(this.bytes.buffer);
  }

  /** Opens a field of `length` bytes, which must follow. */
  header(fieldNumber: number, length: number): void {
    this.#at = writeFieldHeader(this.bytes, this.#at, fieldNumber, length);
  }

  string(fieldNumber: number, value: string): void {
    if (value === "") return;
    this.header(fieldNumber, Buffer.byteLength(value));
    this.#at += this.#buffer.write(value, this.#at);
  }

  /** Appends bytes as they are: encoded fields, or the content of a field that was opened. */
  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }
}
