import type { Rule } from "../schema/dsl.ts";
import { rule } from "../schema/rules.ts";

/** References to Services name a port. */
export const portForServices = "self.group != '' || self.kind != 'Service' || has(self.port)";

const sameNamespace = equal("__namespace__", "''");
const sameParent = `a.group == b.group && a.kind == b.kind && a.name == b.name && ${sameNamespace}`;

/** Parents that a route names several times are told apart by section or port. */
export const parentRules: readonly Rule[] = [
  rule(
    `!has(self.parentRefs) || self.parentRefs.all(a, self.parentRefs.all(b, !(${sameParent}) || (${alikeAbsent("sectionName", "''")} && ${alikeAbsent("port", "0")})))`,
    "Set sectionName or port in each of several references to one parent.",
  ),
  rule(
    `!has(self.parentRefs) || self.parentRefs.all(a, self.parentRefs.exists_one(b, ${sameParent} && ${equal("sectionName", "''")} && ${equal("port", "0")}))`,
    "Refer to each parent, or section or port of it, once.",
  ),
];

/** Both have the same value in a field, or neither has one. */
function equal(field: string, nothing: string): string {
  const both = `(has(a.${field}) && has(b.${field}) && a.${field} == b.${field})`;
  return `((${absent("a", field, nothing)} && ${absent("b", field, nothing)}) || ${both})`;
}

function alikeAbsent(field: string, nothing: string): string {
  return `(${absent("a", field, nothing)}) == (${absent("b", field, nothing)})`;
}

function absent(of: string, field: string, nothing: string): string {
  return `(!has(${of}.${field}) || ${of}.${field} == ${nothing})`;
}
