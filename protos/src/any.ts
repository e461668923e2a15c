import { type Codec, type PackedMessage, typeUrl } from "./codec.ts";
import { encode } from "./encode.ts";

/** Wraps a message as an Any; the compiler checks that the message belongs to the codec. */
export function pack<T>(codec: Codec<T>, message: NoInfer<T>): PackedMessage {
  return { typeUrl: typeUrl(codec), value: encode(codec, message) };
}
