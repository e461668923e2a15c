import type { Problem } from "@sluice/ir";
import { keyOf } from "./key.ts";
import { isKindName, type KindName, kindNames, kinds, type Resource } from "./kinds.ts";
import { readMetadata } from "./read-metadata.ts";
import { checkRules } from "./rules/check-rules.ts";
import { check } from "./schema/check.ts";
import { withDefaults } from "./schema/defaults.ts";
import type { Json, JsonObject } from "./schema/dsl.ts";
import type { Finding } from "./schema/finding.ts";
import { nearest } from "./schema/nearest.ts";
import { schemas } from "./schemas.ts";

/** How objects are read. */
export interface ReadOptions {
  /** False: objects that violate their schema are taken as they are, in silence. Default: true. */
  readonly validate?: boolean;
  /**
   * False: the rules between fields are not looked at, because an API server has done so; it keeps objects that are older
   * than a rule. Default: true.
   */
  readonly rules?: boolean;
  /** For objects of namespaced kinds that name no namespace. Default: `default`. */
  readonly defaultNamespace?: string;
}

/** What an object is, as far as it can be told. */
export interface Identity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The outcome of reading one object. */
export interface ReadResult {
  readonly about: Identity;
  /** Absent when the object is of no known kind, or has errors. */
  readonly resource?: Resource;
  readonly findings: readonly Finding[];
}

const ourGroups: ReadonlySet<string> = new Set(kindNames.map((name) => kinds[name].group));

/** Reads one object as Kubernetes clients and manifests write it: checks it, and keeps what Sluice uses of it. */
export function readResource(object: Json, options: ReadOptions = {}): ReadResult {
  if (!isObject(object)) {
    const message = "This is not a Kubernetes object.";
    return nothing({}, problem("syntax", message, "Write an object with apiVersion, kind, metadata and spec."));
  }
  const kind = kindOf(object);
  if (typeof kind !== "string") return nothing(object, kind);
  return readKind(kind, object, options);
}

/** All violations of the schema in a resource, as `readResource` finds them. */
export function validate(resource: Resource): readonly Finding[] {
  const { key: _, kind, metadata: __, ...content } = resource;
  const { findings } = check(schemas[kind], content as unknown as JsonObject);
  return [...findings, ...brokenRules(kind, content as unknown as JsonObject, findings)];
}

/** As in an API server, rules between fields are for objects that have nothing else wrong, and their defaults. */
function brokenRules(kind: KindName, content: Json, findings: readonly Finding[]): readonly Finding[] {
  if (hasErrors(findings)) return [];
  return checkRules(schemas[kind], withDefaults(schemas[kind], content));
}

function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** A resource with the defaults of its CRD, as an API server returns it; the same value when nothing was absent. */
export function applyDefaults<R extends Resource>(resource: R): R {
  return withDefaults(schemas[resource.kind], resource as unknown as JsonObject) as unknown as R;
}

function readKind(kind: KindName, object: JsonObject, options: ReadOptions): ReadResult {
  const metadata = readMetadata(kind, object.metadata ?? null, options.defaultNamespace ?? "default");
  const { namespace, name } = metadata.value;
  const about = { group: kinds[kind].group, kind, namespace, name };
  const { apiVersion: _, kind: __, metadata: ___, status, ...content } = object;
  const schema = schemas[kind];
  const checked = check(schema, content);
  const lenient = options.validate === false;
  const rules = lenient || options.rules === false ? [] : brokenRules(kind, checked.value, checked.findings);
  const findings = [...metadata.findings, ...checked.findings, ...rules];
  if (name === "" || (!lenient && hasErrors(findings))) return { about, findings };
  const resource = {
    key: keyOf(namespace, name),
    kind,
    metadata: metadata.value,
    // An object without the specification that its kind requires reads as one with an empty specification.
    ...(schema.fields.spec?.required === true && object.spec === undefined ? { spec: {} } : {}),
    ...(checked.value as JsonObject),
    ...observed(kind, status),
  };
  return { about, resource: resource as unknown as Resource, findings: lenient ? [] : findings };
}

/** Statuses that others write and Sluice reads (addresses); our own are left out, so that writing them wakes no one. */
function observed(kind: KindName, status: Json | undefined): JsonObject {
  const schema = schemas[kind].fields.status?.schema;
  if (schema === undefined || !isObject(status)) return {};
  const { value } = check(schema, status);
  return isObject(value) && Object.keys(value).length > 0 ? { status: value } : {};
}

function kindOf(object: JsonObject): KindName | Finding {
  const { apiVersion, kind } = object;
  if (typeof kind !== "string" || kind === "") {
    return finding("missingValue", "kind", "kind is missing.", "Add kind, for example HTTPRoute.");
  }
  if (typeof apiVersion !== "string" || apiVersion === "") {
    const known = isKindName(kind) ? `Add apiVersion: ${versionedGroup(kind)}.` : "Add apiVersion.";
    return finding("missingValue", "apiVersion", "apiVersion is missing.", known);
  }
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  if (!isKindName(kind) || kinds[kind].group !== group) return unknownKind(group, kind, apiVersion);
  if (kinds[kind].versions.includes(version)) return kind;
  const message = `${kind} has no version ${version} in ${group === "" ? "the core group" : group}.`;
  return finding("unknownKind", "apiVersion", message, `Use apiVersion: ${versionedGroup(kind)}.`);
}

function unknownKind(group: string, kind: string, apiVersion: string): Finding {
  const message = `${kind} of ${apiVersion} is not a kind that Sluice reads; the object is ignored.`;
  const close = nearest(kind, kindNames);
  if (close !== undefined && isKindName(close) && (close === kind || ourGroups.has(group))) {
    const remedy = `Did you mean kind: ${close} with apiVersion: ${versionedGroup(close)}?`;
    return finding("unknownKind", "kind", message, remedy);
  }
  // Manifests hold Deployments and the like beside our kinds: no mistake.
  return { ...finding("unknownKind", "kind", message, "Nothing, if another program reads it."), severity: "warning" };
}

function versionedGroup(kind: KindName): string {
  const { group, version } = kinds[kind];
  return group === "" ? version : `${group}/${version}`;
}

function nothing(object: JsonObject, found: Finding): ReadResult {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const apiVersion = text(object.apiVersion);
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  const about = { group, kind: text(object.kind), namespace: text(metadata.namespace), name: text(metadata.name) };
  return { about, findings: [found] };
}

function finding(kind: Problem["kind"], field: string, message: string, remedy: string): Finding {
  return { severity: "error", path: [field], problem: { kind, message, remedy, place: { field } } };
}

function problem(kind: Problem["kind"], message: string, remedy: string): Finding {
  return { severity: "error", path: [], problem: { kind, message, remedy } };
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
