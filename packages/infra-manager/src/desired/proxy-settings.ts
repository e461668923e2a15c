import { fail, type Infra, type Outcome, ok, type Problem } from "@sluice/ir";
import { toMilliseconds } from "./duration.ts";

/** A JSON value that came from a manifest. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object that came from a manifest. */
export type JsonObject = { readonly [key: string]: Json };

/** What an EnvoyProxy says about the process itself, defaults filled in. */
export interface ProxySettings {
  readonly logLevel: string;
  /** Component to level, without `default`. */
  readonly componentLogLevels: Readonly<Record<string, string>>;
  /** Worker threads; undefined: as many as the CPUs that Envoy may use. */
  readonly concurrency: number | undefined;
  readonly extraArgs: readonly string[];
  /** Version that the user asks for: `1.40.0`. */
  readonly envoyVersion: string | undefined;
  readonly shutdown: ShutdownSettings;
  readonly bootstrap: JsonObject | undefined;
  readonly statsMatches: readonly JsonObject[];
}

/** How a proxy ends, in milliseconds; undefined where the user says nothing. */
export interface ShutdownSettings {
  readonly drainTimeoutMs: number | undefined;
  readonly minDrainMs: number;
  readonly healthCheckFailureDelayMs: number;
}

const levels = ["trace", "debug", "info", "warn", "warning", "error", "critical", "off"];

/** Reads the fields of an effective EnvoyProxy that concern its process; the first wrong one is the problem. */
export function toProxySettings(infra: Infra): Outcome<ProxySettings> {
  const spec = (infra.config ?? {}) as JsonObject;
  try {
    const { default: logLevel = "warn", ...components } = readLevels(spec);
    return ok({
      logLevel,
      componentLogLevels: { misc: "error", ...components },
      concurrency: readNumber(spec, ["concurrency"]),
      extraArgs: readList(spec, ["extraArgs"]).map((value, index) => readString(value, `spec.extraArgs[${index}]`)),
      envoyVersion: readVersion(spec),
      shutdown: {
        drainTimeoutMs: readDuration(spec, ["shutdown", "drainTimeout"]),
        minDrainMs: readDuration(spec, ["shutdown", "minDrainDuration"]) ?? 0,
        healthCheckFailureDelayMs: readDuration(spec, ["shutdown", "healthCheckFailureDelay"]) ?? 0,
      },
      bootstrap: asObject(at(spec, ["bootstrap"]), "spec.bootstrap"),
      statsMatches: readList(spec, ["telemetry", "metrics", "matches"]).map(
        (match, index) => asObject(match, `spec.telemetry.metrics.matches[${index}]`) ?? {},
      ),
    });
  } catch (error) {
    if (error instanceof WrongField) return fail(error.problem);
    throw error;
  }
}

/** Carries a user's mistake out of the readers below; never leaves this file. */
class WrongField extends Error {
  readonly problem: Problem;
  constructor(field: string, message: string) {
    super(message);
    this.problem = { kind: "invalidValue", message: `${field} ${message}`, place: { field } };
  }
}

function at(spec: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = spec;
  for (const [depth, name] of path.entries()) {
    if (value === undefined || value === null) return undefined;
    value = asObject(value, ["spec", ...path.slice(0, depth)].join("."))?.[name];
  }
  return value ?? undefined;
}

function asObject(value: Json | undefined, field: string): JsonObject | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new WrongField(field, "must be an object");
  }
  return value as JsonObject;
}

function fieldOf(path: readonly string[]): string {
  return `spec.${path.join(".")}`;
}

function readString(value: Json, field: string): string {
  if (typeof value !== "string") throw new WrongField(field, "must be a string");
  return value;
}

function readNumber(spec: JsonObject, path: readonly string[]): number | undefined {
  const value = at(spec, path);
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw new WrongField(fieldOf(path), "must be a whole number");
  }
  return value;
}

function readList(spec: JsonObject, path: readonly string[]): readonly Json[] {
  const value = at(spec, path);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new WrongField(fieldOf(path), "must be a list");
  return value as readonly Json[];
}

function readDuration(spec: JsonObject, path: readonly string[]): number | undefined {
  const value = at(spec, path);
  if (value === undefined) return undefined;
  const milliseconds = typeof value === "string" ? toMilliseconds(value) : undefined;
  if (milliseconds === undefined) throw new WrongField(fieldOf(path), "must be a duration such as 60s");
  return milliseconds;
}

function readVersion(spec: JsonObject): string | undefined {
  const path = ["provider", "host", "envoyVersion"];
  const value = at(spec, path);
  if (value === undefined) return undefined;
  const version = /^v?(\d+\.\d+\.\d+)$/.exec(readString(value, fieldOf(path)))?.[1];
  if (version === undefined) throw new WrongField(fieldOf(path), "must be a version such as 1.40.0");
  return version;
}

function readLevels(spec: JsonObject): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const given = asObject(at(spec, ["logging", "level"]), "spec.logging.level") ?? {};
  for (const component of Object.keys(given).sort()) {
    const field = `spec.logging.level.${component}`;
    const level = readString(given[component] ?? null, field);
    if (!levels.includes(level)) throw new WrongField(field, `must be one of ${levels.join(", ")}`);
    if (!/^[\w-]+$/.test(component)) throw new WrongField(field, "names no component of Envoy");
    found[component] = level;
  }
  return found;
}
