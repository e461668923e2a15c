import type { BoundParent, RouteBinding } from "../routes/binding.ts";
import { type Condition, condition, conditionsOf, sentences } from "./condition.ts";
import { good, type RouteFault, routeOverlap, routeSpellings } from "./conditions.ts";
import { type ObjectStatus, objectStatus } from "./object-status.ts";

/** The most parents that a route's status may list (Gateway API `RouteStatus`). */
const mostParents = 32;

/** The status of a route; `overlapping` names the routes with the same matches on a parent's listeners. */
export function routeStatus(
  binding: RouteBinding,
  controllerName: string,
  overlapping: (parent: BoundParent) => readonly string[],
): ObjectStatus {
  const { ref, generation } = binding;
  const parents = binding.parents.map((parent) => ({
    parentRef: parent.parentRef,
    controllerName,
    conditions: parentConditions(parent, overlapping(parent), generation),
  }));
  return objectStatus(ref, generation, { parents: capped(parents, generation) });
}

function parentConditions(
  parent: BoundParent,
  overlapping: readonly string[],
  generation: number | undefined,
): readonly Condition[] {
  if (parent.faults.length === 0 && overlapping.length === 0) return goodConditions(generation);
  const of = (type: string): readonly RouteFault[] =>
    parent.faults.filter(({ kind }) => routeSpellings[kind].type === type);
  const conditions = [...acceptance(parent, of("Accepted"), generation)];
  const others = parent.faults.filter(({ kind }) => routeSpellings[kind].type !== "Accepted");
  conditions.push(...conditionsOf(others, routeSpellings, generation));
  const stopped = parent.faults.some(({ kind }) => kind === "ruleCount");
  if (!stopped && of("ResolvedRefs").length === 0) conditions.push(resolved(generation));
  if (overlapping.length > 0) {
    const message = `Other routes match the same requests, the oldest route wins: ${overlapping.join(", ")}.`;
    conditions.push(condition({ ...routeOverlap, message }, generation));
  }
  // A copy has no room for more, which counts with thousands of routes.
  return conditions.slice();
}

const goodOnes = new Map<number | undefined, readonly Condition[]>();

/** What most routes say: one list for all of them that have the same generation, of which most have a low one. */
function goodConditions(generation: number | undefined): readonly Condition[] {
  const known = goodOnes.get(generation);
  if (known !== undefined) return known;
  const conditions = [accepted(generation), resolved(generation)];
  if (goodOnes.size < 100) goodOnes.set(generation, conditions);
  return conditions;
}

function accepted(generation: number | undefined): Condition {
  return condition({ ...good.accepted, message: "The route is accepted." }, generation);
}

function resolved(generation: number | undefined): Condition {
  return condition({ ...good.resolvedRefs, message: "All references of the route hold." }, generation);
}

const aboutParent: readonly RouteFault["kind"][] = [
  "noMatchingParent",
  "notAllowedByListeners",
  "noMatchingHostname",
  "ruleCount",
];

/** A route with some good rules is accepted, and says which rules are left out. */
function acceptance(
  { ruleCount, brokenRules }: BoundParent,
  faults: readonly RouteFault[],
  generation: number | undefined,
): readonly Condition[] {
  const refused = faults.filter(({ kind }) => aboutParent.includes(kind));
  const ofRules = faults.filter(({ kind }) => !aboutParent.includes(kind));
  const whole = ofRules.length > 0 && brokenRules.length === ruleCount;
  const conditions =
    refused.length > 0 || whole
      ? [...conditionsOf(refused.length > 0 ? refused : ofRules, routeSpellings, generation)]
      : [accepted(generation)];
  if (ofRules.length > 0 && !whole) {
    const reason = [...new Set(ofRules.map(({ kind }) => routeSpellings[kind].reason))].sort().join(",");
    const message = `Rules ${brokenRules.join(", ")} are not served as written. ${sentences(ofRules)}`;
    conditions.push(condition({ type: "PartiallyInvalid", status: "True", reason, message }, generation));
  }
  return conditions;
}

interface ParentStatus {
  readonly parentRef: BoundParent["parentRef"];
  readonly controllerName: string;
  readonly conditions: readonly Condition[];
}

/** Keeps the parents that have something to complain about when there are more than a status may list. */
function capped(parents: readonly ParentStatus[], generation: number | undefined): readonly ParentStatus[] {
  if (parents.length <= mostParents) return parents;
  const no = ({ conditions }: ParentStatus, type: string): boolean =>
    conditions.some((one) => one.type === type && one.status === "False");
  const rank = (parent: ParentStatus): number => (no(parent, "Accepted") ? 0 : no(parent, "ResolvedRefs") ? 1 : 2);
  const sortKey = ({ parentRef }: ParentStatus): string =>
    [
      parentRef.namespace ?? "",
      parentRef.name,
      parentRef.sectionName ?? "",
      String(parentRef.port ?? 0).padStart(5, "0"),
    ].join(" ");
  const kept = [...parents]
    .sort((a, b) => rank(a) - rank(b) || (sortKey(a) < sortKey(b) ? -1 : 1))
    .slice(0, mostParents);
  const last = kept[mostParents - 1]!;
  const message = `The route has ${parents.length} parents, only ${mostParents} are listed.`;
  const aggregated = condition({ type: "Aggregated", status: "True", reason: "Aggregated", message }, generation);
  kept[mostParents - 1] = { ...last, conditions: [...last.conditions, aggregated] };
  return kept;
}
