import { RE2JS } from "re2js";

/** Why Envoy would refuse a regular expression (RE2 syntax), in words; nothing when it is fine. */
export function regexFlaw(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
