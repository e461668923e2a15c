import { asObject, type Json } from "../json.ts";

/** The user's entries in place of ours of the same name, the others after them. */
export function mergeNamed(ours: readonly Json[], theirs: readonly Json[] = []): readonly Json[] {
  const merged = new Map(ours.map((entry) => [asObject(entry).name, entry]));
  for (const entry of theirs) merged.set(asObject(entry).name, entry);
  return [...merged.values()];
}
