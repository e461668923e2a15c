/** An object and its whole status as Kubernetes spells it. */
export interface WrittenStatus {
  /** Unique among all objects of all kinds. */
  readonly key: string;
  readonly kind: string;
  /** "" for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly status: object;
}

/** What one condition says now, for a person. */
export interface StatusLine {
  /** Something that the user should look at. */
  readonly bad: boolean;
  /** `HTTPRoute default/web (Gateway default/eg): ResolvedRefs=False (BackendNotFound) no Service named "api"`. */
  readonly text: string;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** Conditions that are bad when they are true; all others are bad when they are not. */
const bad = new Set([
  "Conflicted",
  "PartiallyInvalid",
  "OverlappingTLSConfig",
  "Overridden",
  "InsecureFrontendValidationMode",
  "Deprecated",
  "Warning",
]);

/** Conditions that are news but no problem, whatever their value. */
const neutral = new Set(["Merged", "Aggregated"]);

/** The conditions that are new or different, in the order in which the status has them. */
export function statusLines(now: WrittenStatus, before: WrittenStatus | undefined): readonly StatusLine[] {
  const old = new Map(before ? conditionsOf(before.status, "") : []);
  const object = now.namespace === "" ? `${now.kind} ${now.name}` : `${now.kind} ${now.namespace}/${now.name}`;
  const lines: StatusLine[] = [];
  for (const [place, condition] of conditionsOf(now.status, "")) {
    const was = old.get(place);
    if (was && was.status === condition.status && was.reason === condition.reason && was.message === condition.message)
      continue;
    const isBad =
      condition.reason !== "Pending" &&
      !neutral.has(condition.type) &&
      (condition.status === "True") === bad.has(condition.type);
    const where = place.slice(0, place.length - condition.type.length).trim();
    const value = `${condition.type}=${condition.status}`;
    const reason = condition.reason === condition.type ? "" : ` (${condition.reason})`;
    const message = isBad && condition.message !== "" ? ` ${condition.message.replaceAll(/\s+/g, " ").trim()}` : "";
    lines.push({ bad: isBad, text: `${object}${where === "" ? "" : ` (${where})`}: ${value}${reason}${message}` });
  }
  return lines;
}

/** Every condition of a status, with the listener, parent or ancestor that it is about. */
function* conditionsOf(value: unknown, place: string): Iterable<[string, Condition]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* conditionsOf(item, place);
    return;
  }
  if (!isRecord(value)) return;
  const here = labelOf(value) ?? place;
  const { conditions, ...rest } = value;
  if (Array.isArray(conditions))
    for (const condition of conditions) if (isCondition(condition)) yield [`${here} ${condition.type}`, condition];
  for (const inner of Object.values(rest)) if (typeof inner === "object") yield* conditionsOf(inner, here);
}

function labelOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const ref = value.parentRef ?? value.ancestorRef;
  if (isRecord(ref)) {
    const named = [ref.namespace, ref.name, ref.sectionName].filter((part) => typeof part === "string").join("/");
    return `${typeof ref.kind === "string" ? ref.kind : "Gateway"} ${named}`;
  }
  if (typeof value.name === "string" && "conditions" in value) return `listener ${value.name}`;
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCondition(value: unknown): value is Condition {
  return isRecord(value) && ["type", "status", "reason", "message"].every((field) => typeof value[field] === "string");
}
