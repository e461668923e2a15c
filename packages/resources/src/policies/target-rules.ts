import type { Rule } from "../schema/dsl.ts";
import { rule } from "../schema/rules.ts";

const group = "gateway.networking.k8s.io";

/** A policy names what it applies to in one way, and the targets are of kinds that it can apply to. */
export function targetRules(kinds: readonly string[]): readonly Rule[] {
  const known = quoted(kinds);
  return [
    rule(
      "has(self.targetRef) != has(self.targetRefs) || (has(self.targetSelectors) && self.targetSelectors.size() > 0)",
      "Set targetRefs or targetSelectors.",
    ),
    rule(`!has(self.targetRef) || self.targetRef.group == '${group}'`, `Use group ${group} in targetRef.`),
    rule(`!has(self.targetRef) || self.targetRef.kind in ${known}`, `Use one of ${kinds.join(", ")} in targetRef.`),
    rule(`!has(self.targetRefs) || self.targetRefs.all(r, r.group == '${group}')`, `Use group ${group} in targetRefs.`),
    rule(
      `!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ${known})`,
      `Use one of ${kinds.join(", ")} in targetRefs.`,
    ),
  ];
}

/** A field is there only when all targets are of certain kinds. */
export function targetsOnlyWith(field: string, kinds: readonly string[]): Rule {
  const known = quoted(kinds);
  const conditions = [
    `(!has(self.targetRef) || self.targetRef.kind in ${known})`,
    `(!has(self.targetRefs) || self.targetRefs.all(r, r.kind in ${known}))`,
    `(!has(self.targetSelectors) || self.targetSelectors.all(s, s.kind in ${known}))`,
  ];
  return rule(
    `!has(self.${field}) || (${conditions.join(" && ")})`,
    `Set ${field} only with targets of kind ${kinds.join(", ")}.`,
  );
}

function quoted(kinds: readonly string[]): string {
  return `[${kinds.map((kind) => `'${kind}'`).join(", ")}]`;
}
