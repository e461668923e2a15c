import type { DescEnum } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { all, type Check, rule } from "./check.ts";
import { durationCheck } from "./durations.ts";
import { type AnyRules, type EnumRules, type FieldRules, refuseOthers, set } from "./field-rules.ts";
import { choiceChecks, numberCheck } from "./numbers.ts";
import { bytesCheck, stringCheck } from "./strings.ts";

/**
 * Compiles the rules of one value: a field's own, or an element's, key's or map value's. Undefined when there are none. The rules of lists
 * and maps as such are not here.
 */
export function valueCheck(rules: FieldRules, enumType: DescEnum | undefined): Check<unknown> | undefined {
  const check = typedCheck(rules, enumType);
  // Rules and field have the same type; only ExtensionConfigSource.config_source has `any` rules on another message, and they only say `required`.
  return check as Check<unknown> | undefined;
}

function typedCheck({ type }: FieldRules, enumType: DescEnum | undefined) {
  switch (type.case) {
    case undefined:
    case "repeated":
    case "map":
      return undefined;
    case "bool":
      return all(choiceChecks("bool", set(type.value), String));
    case "string":
      return stringCheck(type.value);
    case "bytes":
      return bytesCheck(type.value);
    case "enum":
      return enumCheck(type.value, enumType);
    case "any":
      return anyCheck(type.value);
    case "duration":
      return durationCheck(type.value);
    case "timestamp":
      return refuseOthers("timestamp", set(type.value));
    default:
      return numberCheck(type.case, type.value);
  }
}

function enumCheck(rules: EnumRules, type: DescEnum | undefined): Check<number> {
  const { definedOnly, const: constant, in: allowed, notIn, ...others } = set(rules);
  refuseOthers("enum", others);
  const show = (value: number) => type?.value[value]?.name ?? String(value);
  const checks = choiceChecks("enum", { const: constant, in: allowed, notIn }, show);
  if (definedOnly === true) {
    const holds = (value: number) => type?.value[value] !== undefined;
    checks.push(rule("enum.defined_only", `must be a value of ${type?.typeName}`, { holds, show: String }));
  }
  return all(checks);
}

function anyCheck(rules: AnyRules): Check<Any> {
  const { in: allowed, notIn, required: _, ...others } = set(rules);
  refuseOthers("any", others);
  const check = all(choiceChecks<string>("any", { in: allowed, notIn }, String));
  return ({ typeUrl }) => check(typeUrl);
}
