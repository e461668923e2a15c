import type { Json, JsonObject } from "@sluice/resources";

/** What the writer knows that a status does not say. */
export interface MergeContext {
  readonly kind: string;
  /** Whose entries are ours in lists of parents and ancestors. */
  readonly controllerName: string;
  /** RFC 3339, for conditions that change now. */
  readonly now: string;
}

/**
 * The status that an object should have: what the cluster has, with our part of it replaced. Entries of other controllers and
 * their order, and conditions of types that we never set, stay as they are; a condition keeps its time while its status does
 * not change. Equal input gives an equal result, so that a comparison tells whether there is anything to write.
 *
 * `desired` is undefined when we have nothing to say about the object any more.
 */
export function mergeStatus(current: JsonObject, desired: JsonObject | undefined, context: MergeContext): JsonObject {
  const list = entryLists[context.kind];
  if (list !== undefined) {
    const merged = mergeEntries(current[list.field], desired?.[list.field], { ...list, ...context });
    // A status without entries need not be made; one that is there keeps its list, which its CRD requires.
    return merged.length === 0 && current[list.field] === undefined ? current : { ...current, [list.field]: merged };
  }
  // Whoever has taken over a Gateway or a class writes the whole status.
  if (desired === undefined) return current;
  return mergeWhole(current, desired, context);
}

interface EntryList {
  readonly field: "parents" | "ancestors";
  readonly ref: "parentRef" | "ancestorRef";
  /** The most entries that the CRD allows. */
  readonly most: number;
}

const parents: EntryList = { field: "parents", ref: "parentRef", most: 32 };
const ancestors: EntryList = { field: "ancestors", ref: "ancestorRef", most: 16 };

const entryLists: { readonly [kind: string]: EntryList } = {
  HTTPRoute: parents,
  GRPCRoute: parents,
  TLSRoute: parents,
  TCPRoute: parents,
  UDPRoute: parents,
  BackendTLSPolicy: ancestors,
  ClientTrafficPolicy: ancestors,
  BackendTrafficPolicy: ancestors,
  SecurityPolicy: ancestors,
  EnvoyExtensionPolicy: ancestors,
  EnvoyPatchPolicy: ancestors,
  EnvoyProxy: ancestors,
};

/** Fields of a status that are all ours: one that is not desired goes. */
const ownFields: { readonly [kind: string]: readonly string[] } = {
  Gateway: ["addresses", "listeners", "attachedListenerSets"],
  ListenerSet: ["listeners"],
  GatewayClass: ["supportedFeatures"],
};

/** Types of conditions that a controller of the kind sets: one that is not desired goes. */
const ownTypes: { readonly [kind: string]: readonly string[] } = {
  GatewayClass: ["Accepted", "SupportedVersion"],
  Gateway: ["Accepted", "Programmed", "ResolvedRefs", "InsecureFrontendValidationMode"],
  ListenerSet: ["Accepted", "Programmed", "ResolvedRefs", "Conflicted"],
  Backend: ["Accepted", "Invalid"],
};

function mergeWhole(current: JsonObject, desired: JsonObject, { kind, now }: MergeContext): JsonObject {
  const own = ownFields[kind] ?? [];
  const foreign = Object.fromEntries(Object.entries(current).filter(([field]) => !own.includes(field)));
  const { conditions, listeners, ...rest } = desired;
  return {
    ...foreign,
    ...rest,
    ...(listeners === undefined ? {} : { listeners: mergeListeners(current.listeners, listeners, now) }),
    conditions: mergeConditions(current.conditions, conditions, { now, ownTypes: ownTypes[kind] ?? [] }),
  };
}

function mergeListeners(current: Json | undefined, desired: Json, now: string): readonly Json[] {
  const before = new Map(objectsOf(current).map((listener) => [listener.name, listener]));
  return objectsOf(desired).map((listener) => ({
    ...listener,
    conditions: mergeConditions(before.get(listener.name)?.conditions, listener.conditions, { now }),
  }));
}

function mergeEntries(
  current: Json | undefined,
  desired: Json | undefined,
  { ref, most, controllerName, now }: EntryList & MergeContext,
): readonly JsonObject[] {
  const wanted = new Map(objectsOf(desired).map((entry) => [refKey(entry[ref]), entry]));
  const before = objectsOf(current);
  const isOurs = (entry: JsonObject): boolean => (entry.controllerName ?? controllerName) === controllerName;
  const kept = before.flatMap((entry): readonly JsonObject[] => {
    if (!isOurs(entry)) return [entry];
    const key = refKey(entry[ref]);
    const next = wanted.get(key);
    // Two entries of ours for one parent are one too many.
    wanted.delete(key);
    if (next === undefined) return [];
    const conditions = mergeConditions(entry.conditions, next.conditions, { now });
    // The reference as the server holds it, with its defaults.
    return [{ ...next, [ref]: entry[ref] ?? null, conditions }];
  });
  const added = [...wanted.values()].map((entry) => ({
    ...entry,
    conditions: mergeConditions(undefined, entry.conditions, { now }),
  }));
  const all = [...kept, ...added];
  if (all.length <= most) return all;
  // What others wrote stays; the last of ours do not fit.
  let excess = all.length - most;
  return all
    .reverse()
    .filter((entry) => !(isOurs(entry) && excess-- > 0))
    .reverse();
}

/** The same text for references to the same section of the same object, whether defaults are written out or not. */
function refKey(ref: Json | undefined): string {
  const { group, kind, namespace, name, sectionName, port } = isObject(ref) ? ref : {};
  return JSON.stringify([
    group ?? "gateway.networking.k8s.io",
    kind ?? "Gateway",
    namespace ?? "",
    name ?? "",
    sectionName ?? "",
    port ?? 0,
  ]);
}

/** Conditions in the order that the cluster has, new ones last. Without `ownTypes` the whole list is ours. */
function mergeConditions(
  current: Json | undefined,
  desired: Json | undefined,
  { now, ownTypes: own }: { readonly now: string; readonly ownTypes?: readonly string[] },
): readonly JsonObject[] {
  const wanted = new Map(objectsOf(desired).map((condition) => [condition.type, condition]));
  const kept = objectsOf(current).flatMap((before): readonly JsonObject[] => {
    const next = wanted.get(before.type);
    wanted.delete(before.type);
    if (next === undefined) return own === undefined || own.includes(before.type as string) ? [] : [before];
    const time = before.status === next.status && typeof before.lastTransitionTime === "string";
    return [{ ...next, lastTransitionTime: time ? (before.lastTransitionTime ?? now) : now }];
  });
  return [...kept, ...[...wanted.values()].map((condition) => ({ ...condition, lastTransitionTime: now }))];
}

function objectsOf(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
