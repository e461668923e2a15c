import { readFileSync } from "node:fs";
import { createFileRegistry, type DescMessage, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { typeName } from "./codec.ts";

let registry: FileRegistry | undefined;

/**
 * Returns the descriptors of the whole exported API, with validation rules; about 100 ms and 25 MB on the first call, free
 * afterwards. Type URLs in requests and in users' patches are looked up here.
 */
export function descriptors(): FileRegistry {
  registry ??= createFileRegistry(
    // Next to dist and to src alike.
    fromBinary(FileDescriptorSetSchema, readFileSync(new URL("../descriptors.binpb", import.meta.url))),
  );
  return registry;
}

/** Returns the descriptor of a message type, by type URL or full name; undefined when Sluice does not carry that type. */
export function findMessageType(typeUrlOrName: string): DescMessage | undefined {
  return descriptors().getMessage(typeName(typeUrlOrName));
}

/** As {@link findMessageType}, for types that must exist; throws when they do not. */
export function messageType(typeUrlOrName: string): DescMessage {
  const found = findMessageType(typeUrlOrName);
  if (found === undefined)
    throw new Error(`no message type ${typeName(typeUrlOrName)} in Envoy's API as exported to protos/`);
  return found;
}
