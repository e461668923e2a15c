import { BinaryReader } from "@bufbuild/protobuf/wire";

/** True when an encoded message has a field set, whatever it holds. Nothing else of the message is read; throws for bytes that are no message. */
export function hasField(message: Uint8Array, fieldNumber: number): boolean {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === fieldNumber) return true;
    reader.skip(type, number);
  }
  return false;
}
