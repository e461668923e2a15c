type Json = unknown;
type JsonObject = { readonly [key: string]: Json };

/** Lists that Kubernetes merges entry by entry, and the field that tells entries apart. */
const mergeKeys: Readonly<Record<string, string>> = {
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
  imagePullSecrets: "name",
  initContainers: "name",
  containers: "name",
  topologySpreadConstraints: "topologyKey",
};

/**
 * One object over another: a JSON merge patch (RFC 7386) or, with `strategic`, a strategic merge patch, which also merges the lists
 * that Kubernetes knows to be keyed. Null removes a field.
 */
export function mergeObjects(base: JsonObject, over: JsonObject, strategic: boolean): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [field, value] of Object.entries(over)) {
    if (value === null) delete merged[field];
    else merged[field] = mergeValues(base[field], value, strategic ? { field } : undefined);
  }
  return merged;
}

function mergeValues(base: Json, over: Json, strategic: { readonly field: string } | undefined): Json {
  if (isObject(over)) return mergeObjects(isObject(base) ? base : {}, over, strategic !== undefined);
  const key = strategic === undefined ? undefined : mergeKeys[strategic.field];
  if (key === undefined || !Array.isArray(base) || !Array.isArray(over)) return over;
  return mergeLists(base, over, key);
}

function mergeLists(base: readonly Json[], over: readonly Json[], key: string): readonly Json[] {
  const merged = [...base];
  for (const entry of over) {
    const at = merged.findIndex((known) => isObject(known) && isObject(entry) && known[key] === entry[key]);
    const known = merged[at];
    if (isObject(known) && isObject(entry)) merged[at] = mergeObjects(known, entry, true);
    else merged.push(entry);
  }
  return merged;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
