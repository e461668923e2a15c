import { fail, type Outcome, ok } from "@sluice/ir";
import { asObject, isObject, type JsonObject } from "../json.ts";
import { jsonMerge } from "./json-merge.ts";
import { listKeys } from "./list-keys.ts";
import { fleetLabels, fleetOf } from "./names.ts";
import type { KubeObject } from "./object.ts";
import type { PatchSpec } from "./provider-spec.ts";
import { strategicMerge, UnusablePatch } from "./strategic-merge.ts";

/** The object with the user's patch applied, if there is one; `field` is where the user wrote it. */
export function patchObject(object: KubeObject, patch: PatchSpec | undefined, field: string): Outcome<KubeObject> {
  if (patch === undefined) return ok(object);
  const wrong = (message: string): Outcome<never> =>
    fail({ kind: "invalidValue", message: `${field} ${message}`, place: { field } });
  if (!isObject(patch.value)) return wrong("must have an object as its value");
  const before = object as unknown as JsonObject;
  try {
    const patched = applied(before, patch.value, { type: patch.type, object });
    if (patched === undefined) return wrong("must have the type StrategicMerge or JSONMerge");
    const changed = changedIdentity(object, patched);
    return changed === undefined ? ok(patched as unknown as KubeObject) : wrong(`must leave ${changed} as it is`);
  } catch (error) {
    if (error instanceof UnusablePatch) return wrong(error.message);
    throw error;
  }
}

function applied(
  before: JsonObject,
  value: JsonObject,
  { type = "StrategicMerge", object }: { readonly type: string | undefined; readonly object: KubeObject },
): JsonObject | undefined {
  switch (type) {
    case "StrategicMerge":
      return strategicMerge(before, value, listKeys[object.kind]);
    case "JSONMerge":
      return asObject(jsonMerge(before, value));
    default:
      return undefined;
  }
}

/** What Sluice would no longer find the object by. */
function changedIdentity({ apiVersion, kind, metadata }: KubeObject, patched: JsonObject): string | undefined {
  if (patched.apiVersion !== apiVersion) return "apiVersion";
  if (patched.kind !== kind) return "kind";
  const { name, namespace, labels } = asObject(patched.metadata);
  if (namespace !== metadata.namespace) return "metadata.namespace";
  if (typeof name !== "string" || name === "") return "metadata.name, or set another one,";
  const now = asObject(labels) as Readonly<Record<string, string>>;
  const label = Object.entries(fleetLabels).find(([key, value]) => now[key] !== value)?.[0];
  if (label !== undefined) return `the label ${label}`;
  return fleetOf(now) === fleetOf(metadata.labels ?? {}) ? undefined : "the labels of the owner";
}
