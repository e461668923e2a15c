import { fromBinary } from "@bufbuild/protobuf";
import { descriptors, messageType } from "./descriptors.ts";
import { fine, type Violation } from "./validate/check.ts";
import { messageChecks } from "./validate/messages.ts";

let checkOf: ReturnType<typeof messageChecks> | undefined;

/**
 * Checks a resource against the rules (protoc-gen-validate) that Envoy's API states and Envoy enforces, through every packed message. The bytes
 * must be an encoded message of the type; damaged bytes and unknown types throw. Packed messages of types that Sluice does not carry
 * are not looked into.
 */
export function validateResource(typeUrlOrName: string, bytes: Uint8Array): readonly Violation[] {
  checkOf ??= messageChecks(descriptors());
  const type = messageType(typeUrlOrName);
  const check = checkOf(type);
  return check === undefined ? fine : check(fromBinary(type, bytes));
}
