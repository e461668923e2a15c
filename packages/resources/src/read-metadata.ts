import { type KindName, kinds } from "./kinds.ts";
import type { Metadata } from "./metadata.ts";
import { check } from "./schema/check.ts";
import { integer, type Json, type JsonObject, list, map, object, required, text } from "./schema/dsl.ts";
import type { Finding } from "./schema/finding.ts";
import { dnsLabel, dnsName } from "./schema/patterns.ts";

const schema = object(
  { name: "Metadata", doc: "What every object carries besides its content." },
  {
    name: required(text({ min: 1, max: 253, pattern: dnsName })),
    namespace: text({ max: 63 }),
    labels: map(text()),
    annotations: map(text()),
    generation: integer(),
    creationTimestamp: text(),
    deletionTimestamp: text(),
    finalizers: list(text()),
    uid: text(),
  },
);

const namespaced = text({ min: 1, max: 63, pattern: dnsLabel });

/** Fields of other writers, which change without a change of meaning. */
const ignored: ReadonlySet<string> = new Set([
  "managedFields",
  "resourceVersion",
  "selfLink",
  "ownerReferences",
  "generateName",
  "deletionGracePeriodSeconds",
]);

/** One for all objects without labels, or without annotations. */
const none = {};

/** kubectl's copy of the whole object. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** What Sluice keeps of an object's metadata; the name is "" when there is none. */
export function readMetadata(
  kind: KindName,
  metadata: Json,
  defaultNamespace: string,
): { readonly value: Metadata; readonly findings: readonly Finding[] } {
  const { value, findings } = check(schema, metadata === null ? {} : relevant(metadata), ["metadata"]);
  const read = (isObject(value) ? value : {}) as Partial<Metadata>;
  const place = namespaceOf(kind, read.namespace, defaultNamespace);
  return {
    value: {
      ...read,
      name: typeof read.name === "string" ? read.name : "",
      namespace: place.namespace,
      labels: isObject(read.labels) ? read.labels : none,
      annotations: isObject(read.annotations) ? withoutLastApplied(read.annotations) : none,
    },
    findings: place.findings.length === 0 ? findings : [...findings, ...place.findings],
  };
}

function namespaceOf(
  kind: KindName,
  written: string | undefined,
  otherwise: string,
): { readonly namespace: string; readonly findings: readonly Finding[] } {
  if (kinds[kind].namespaced) {
    if (written === undefined || written === "") return { namespace: otherwise, findings: [] };
    return { namespace: String(written), findings: check(namespaced, written, ["metadata", "namespace"]).findings };
  }
  if (written === undefined || written === "") return { namespace: "", findings: [] };
  const finding: Finding = {
    severity: "warning",
    path: ["metadata", "namespace"],
    problem: {
      kind: "unknownField",
      message: `metadata.namespace has no effect: a ${kind} belongs to no namespace.`,
      remedy: "Remove it.",
      place: { field: "metadata.namespace" },
    },
  };
  return { namespace: "", findings: [finding] };
}

function relevant(metadata: Json): Json {
  if (!isObject(metadata)) return metadata;
  let copy: { [field: string]: Json } | undefined;
  for (const field in metadata) {
    if (!ignored.has(field)) continue;
    copy ??= { ...metadata };
    delete copy[field];
  }
  return copy ?? metadata;
}

function withoutLastApplied(annotations: Metadata["annotations"]): Metadata["annotations"] {
  if (annotations[lastApplied] === undefined) return annotations;
  const { [lastApplied]: _, ...rest } = annotations;
  return rest;
}

function isObject(value: unknown): value is JsonObject & Metadata["annotations"] {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
