import { hash } from "node:crypto";
import type { Json, JsonObject } from "@sluice/resources";

/** An object as the API server sends it, as far as it can be told before it is read. */
export interface RawObject {
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly object: JsonObject;
}

/** Finds out what an object is; undefined when it has no name. */
export function rawObject(object: Json | undefined): RawObject | undefined {
  if (!isObject(object) || !isObject(object.metadata)) return undefined;
  const { name, namespace, resourceVersion } = object.metadata;
  if (typeof name !== "string" || name === "") return undefined;
  return {
    namespace: typeof namespace === "string" ? namespace : "",
    name,
    resourceVersion: typeof resourceVersion === "string" ? resourceVersion : "",
    object,
  };
}

/**
 * What tells whether a new version of an object means something new: equal marks are equal resources. Only kinds whose content
 * has a generation have one; for them a version that changed nothing but the status need not be read.
 */
export function markOf({ object }: RawObject): string | undefined {
  const metadata = object.metadata as JsonObject;
  const { generation, uid, labels, annotations, deletionTimestamp, finalizers } = metadata;
  if (typeof generation !== "number" || typeof uid !== "string") return undefined;
  const rest = [labels, withoutLastApplied(annotations), deletionTimestamp, finalizers];
  const digest = rest.every((one) => one === undefined) ? "" : hash("sha1", JSON.stringify(rest), "base64");
  return `${uid} ${generation} ${digest}`;
}

/** kubectl's copy of the whole object, which nobody reads. */
function withoutLastApplied(annotations: Json | undefined): Json | undefined {
  if (!isObject(annotations)) return undefined;
  const { "kubectl.kubernetes.io/last-applied-configuration": _, ...rest } = annotations;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** The status of an object as text; "" for none. */
export function statusText({ object }: RawObject): string {
  return isObject(object.status) ? JSON.stringify(object.status) : "";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
