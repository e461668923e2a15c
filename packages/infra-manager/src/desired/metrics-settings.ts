import type { MetricSink } from "@sluice/ir";
import { asList, asObject, type JsonObject } from "./json.ts";
import { at, readList, readObject } from "./read-field.ts";

/** What an EnvoyProxy says about a proxy's statistics. */
export interface MetricsSettings {
  readonly matches: readonly JsonObject[];
  /** Whether Prometheus may read them, where a proxy has a port for that. */
  readonly prometheus: boolean;
  readonly compression: "Gzip" | "Brotli" | "Zstd" | undefined;
  readonly sinks: readonly MetricSink[];
}

/** Reads `telemetry.metrics`; sinks whose backends somebody resolved take the place of those written there. */
export function readMetrics(spec: JsonObject, resolved: readonly MetricSink[] | undefined): MetricsSettings {
  const path = ["telemetry", "metrics"];
  const prometheus = readObject(at(spec, [...path, "prometheus"]), "spec.telemetry.metrics.prometheus") ?? {};
  const type = asObject(prometheus.compression).type;
  return {
    matches: readList(spec, [...path, "matches"]).map(
      (match, index) => readObject(match, `spec.telemetry.metrics.matches[${index}]`) ?? {},
    ),
    prometheus: prometheus.disable !== true,
    compression: type === "Gzip" || type === "Brotli" || type === "Zstd" ? type : undefined,
    sinks: resolved ?? writtenSinks(readList(spec, [...path, "sinks"]).map(asObject)),
  };
}

/** Collectors by their names; each address once, as a second sink would send everything twice. */
function writtenSinks(sinks: readonly JsonObject[]): readonly MetricSink[] {
  const byAddress = new Map<string, MetricSink>();
  for (const { openTelemetry } of sinks) {
    const sink = asObject(openTelemetry);
    const address = addressOf(sink);
    const name = `${address?.host}:${address?.port}`;
    if (address === undefined || byAddress.has(name)) continue;
    byAddress.set(name, {
      ...address,
      headers: asList(sink.headers).map((header) => {
        const { name: key, value } = asObject(header);
        return { name: String(key), value: String(value) };
      }),
      resourceAttributes: asObject(sink.resourceAttributes) as Readonly<Record<string, string>>,
      countersAsDeltas: sink.reportCountersAsDeltas === true,
      histogramsAsDeltas: sink.reportHistogramsAsDeltas === true,
    });
  }
  return [...byAddress.values()];
}

function addressOf(sink: JsonObject): { readonly host: string; readonly port: number } | undefined {
  const [ref] = asList(sink.backendRefs).map(asObject);
  if (ref !== undefined && (ref.kind ?? "Service") === "Service" && typeof ref.port === "number") {
    const namespace = typeof ref.namespace === "string" ? `.${ref.namespace}` : "";
    return { host: `${ref.name}${namespace}.svc`, port: ref.port };
  }
  if (typeof sink.host !== "string") return undefined;
  return { host: sink.host, port: typeof sink.port === "number" ? sink.port : 4317 };
}
