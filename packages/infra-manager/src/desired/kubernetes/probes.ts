import type { JsonObject } from "../json.ts";

/** The three probes of a container on one path; `own` changes single ones. */
export function httpProbes(path: string, port: number, own: { readonly readiness?: JsonObject } = {}): JsonObject {
  const probe = (failureThreshold: number): JsonObject => ({
    httpGet: { path, port, scheme: "HTTP" },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold,
  });
  return {
    startupProbe: probe(30),
    readinessProbe: { ...probe(3), ...own.readiness },
    livenessProbe: probe(3),
  };
}
