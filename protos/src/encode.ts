import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { Codec } from "./codec.ts";

// A new writer for each message costs two to three times as much. Encoding is synchronous, so one is enough.
let writer = new BinaryWriter();

// A writer keeps the buffer of its largest message; beyond this size it is dropped.
const keptBuffer = 1 << 20;

/** Encodes a message; the bytes are the caller's to keep. Equal messages with equal order of map keys give equal bytes. */
export function encode<T>(codec: Codec<T>, message: NoInfer<T>): Uint8Array {
  try {
    const bytes = codec.encode(message, writer).finish();
    if (bytes.length > keptBuffer) writer = new BinaryWriter();
    return bytes;
  } catch (error) {
    writer = new BinaryWriter(); // the old one holds half a message
    throw error;
  }
}
