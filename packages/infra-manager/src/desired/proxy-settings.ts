import { fail, type Infra, type Outcome, ok } from "@sluice/ir";
import type { JsonObject } from "./json.ts";
import { type MetricsSettings, readMetrics } from "./metrics-settings.ts";
import { at, fieldOf, readDuration, readList, readNumber, readObject, readString, WrongField } from "./read-field.ts";

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
  readonly metrics: MetricsSettings;
}

/** How a proxy ends, in milliseconds; undefined where the user says nothing. */
export interface ShutdownSettings {
  readonly drainTimeoutMs: number | undefined;
  readonly minDrainMs: number | undefined;
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
        minDrainMs: readDuration(spec, ["shutdown", "minDrainDuration"]),
        healthCheckFailureDelayMs: readDuration(spec, ["shutdown", "healthCheckFailureDelay"]) ?? 0,
      },
      bootstrap: readObject(at(spec, ["bootstrap"]), "spec.bootstrap"),
      metrics: readMetrics(spec, infra.metricSinks),
    });
  } catch (error) {
    if (error instanceof WrongField) return fail(error.problem);
    throw error;
  }
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
  const given = readObject(at(spec, ["logging", "level"]), "spec.logging.level") ?? {};
  for (const component of Object.keys(given).sort()) {
    const field = `spec.logging.level.${component}`;
    const level = readString(given[component] ?? null, field);
    if (!levels.includes(level)) throw new WrongField(field, `must be one of ${levels.join(", ")}`);
    if (!/^[\w-]+$/.test(component)) throw new WrongField(field, "names no component of Envoy");
    found[component] = level;
  }
  return found;
}
