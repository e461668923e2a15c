import { isObject, type Json, type JsonObject } from "../json.ts";

/** A JSON merge patch (RFC 7386) applied: null removes, objects merge, everything else takes the place of what was there. */
export function jsonMerge(original: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: Record<string, Json> = { ...(isObject(original) ? original : {}) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = jsonMerge(merged[name], value);
  }
  return merged as JsonObject;
}
