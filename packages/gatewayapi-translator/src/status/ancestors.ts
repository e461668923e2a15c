import type { ParentReference } from "@sluice/resources";
import { type Condition, condition } from "./condition.ts";

/** The most ancestors that a policy's status may list (Gateway API `PolicyStatus`). */
const mostAncestors = 16;

/** What a policy's status says about one of its ancestors. */
export interface AncestorStatus {
  readonly ancestorRef: ParentReference;
  readonly controllerName: string;
  readonly conditions: readonly Condition[];
}

/** Keeps the ancestors that have something to complain about when there are more than a status may list. */
export function cappedAncestors(
  ancestors: readonly AncestorStatus[],
  generation: number | undefined,
): readonly AncestorStatus[] {
  if (ancestors.length <= mostAncestors) return ancestors;
  const rank = ({ conditions }: AncestorStatus): number =>
    conditions.some(({ type, status }) => type === "Accepted" && status === "False") ? 0 : 1;
  const key = ({ ancestorRef }: AncestorStatus): string => ancestorKey(ancestorRef);
  const kept = [...ancestors].sort((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1)).slice(0, mostAncestors);
  const last = kept[mostAncestors - 1]!;
  const message = `The policy has ${ancestors.length} ancestors, only ${mostAncestors} are listed.`;
  const aggregated = condition({ type: "Aggregated", status: "True", reason: "Aggregated", message }, generation);
  kept[mostAncestors - 1] = { ...last, conditions: [...last.conditions, aggregated] };
  return kept;
}

/** The same text for references to the same ancestor. Ports do not tell ancestors apart. */
export function ancestorKey({ group, kind, namespace, name, sectionName }: ParentReference): string {
  return [group ?? "", kind ?? "", namespace ?? "", name, sectionName ?? ""].join(" ");
}
