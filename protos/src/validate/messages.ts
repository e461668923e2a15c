import {
  type DescField,
  type DescMessage,
  type DescOneof,
  type FileRegistry,
  fromBinary,
  getOption,
  hasOption,
  type Message,
} from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { typeName } from "../codec.ts";
import { all, type Check, fine } from "./check.ts";
import type { FieldRules } from "./field-rules.ts";
import { fieldCheck } from "./fields.ts";

const anyType = "google.protobuf.Any";

/**
 * Compiles checks of message types from the rules in their descriptors. A type is compiled when it is first met and kept; its check follows
 * packed messages into Any. Undefined when neither the type nor anything that it holds has rules.
 */
export function messageChecks(registry: FileRegistry): (type: DescMessage) => Check<Message> | undefined {
  const options = ruleOptions(registry);
  const compiled = new Map<string, Check<Message>>();
  const checked = new Map<string, boolean>();

  /** Does the type, or any type reachable from it, have a rule or an Any? */
  function hasRules(type: DescMessage): boolean {
    let answer = checked.get(type.typeName);
    if (answer === undefined) {
      answer = someReachable(type, (reached) => reached.typeName === anyType || options.declaresRules(reached));
      checked.set(type.typeName, answer);
    }
    return answer;
  }

  function checkOf(type: DescMessage): Check<Message> | undefined {
    if (!hasRules(type)) return undefined;
    if (type.typeName === anyType) return checkAny as Check<Message>;
    // Compiled on first use, not now: types may contain themselves.
    return (message) => compile(type)(message);
  }

  function compile(type: DescMessage): Check<Message> {
    let check = compiled.get(type.typeName);
    if (check === undefined) {
      check = options.isDisabled(type) ? () => fine : all(partChecks(type));
      compiled.set(type.typeName, check);
    }
    return check;
  }

  function partChecks(type: DescMessage): Check<Message>[] {
    const oneofs = type.oneofs.filter(options.isRequired).map(requiredOneof);
    const fields = type.fields.map((field) =>
      fieldCheck({ field, rules: options.rulesOf(field), nested: field.message && checkOf(field.message) }),
    );
    return [...oneofs, ...fields.filter((check) => check !== undefined)];
  }

  /** Types that Sluice does not carry pass: only users' own patches can bring them, and Envoy judges them. */
  function checkAny({ typeUrl, value }: Any): ReturnType<Check<Any>> {
    const type = registry.getMessage(typeName(typeUrl));
    const check = type && checkOf(type);
    if (type === undefined || check === undefined) return fine;
    let content: Message;
    try {
      content = fromBinary(type, value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [{ path: "", rule: "any", message: `must hold an encoded ${type.typeName}: ${reason}` }];
    }
    return check(content);
  }

  return checkOf;
}

function requiredOneof(oneof: DescOneof): Check<Message> {
  const names = oneof.fields.map((field) => field.name).join(", ");
  const found = [{ path: oneof.name, rule: "oneof.required", message: `must be one of ${names}` }];
  return (message) => {
    const chosen = (message as unknown as Record<string, { case?: string } | undefined>)[oneof.localName];
    return chosen?.case === undefined ? found : fine;
  };
}

function someReachable(start: DescMessage, test: (type: DescMessage) => boolean): boolean {
  const seen = new Set([start]);
  // A set hands out what is added while it is walked.
  for (const type of seen) {
    if (test(type)) return true;
    for (const field of type.fields) if (field.message !== undefined) seen.add(field.message);
  }
  return false;
}

/** Reads the options of validate/validate.proto. */
function ruleOptions(registry: FileRegistry) {
  const extension = (name: string) => {
    const found = registry.getExtension(`validate.${name}`);
    if (found === undefined) throw new Error(`bug: the descriptor image lacks validate.${name}`);
    return found;
  };
  const rules = extension("rules");
  const required = extension("required");
  const disabled = [extension("disabled"), extension("ignored")];
  const isDisabled = (type: DescMessage) =>
    disabled.some((option) => hasOption(type, option) && getOption(type, option) === true);
  const isRequired = (oneof: DescOneof) => hasOption(oneof, required) && getOption(oneof, required) === true;
  return {
    isDisabled,
    isRequired,
    rulesOf: (field: DescField) =>
      hasOption(field, rules) ? (getOption(field, rules) as unknown as FieldRules) : undefined,
    declaresRules: (type: DescMessage) =>
      type.fields.some((field) => hasOption(field, rules)) || type.oneofs.some(isRequired),
  };
}
