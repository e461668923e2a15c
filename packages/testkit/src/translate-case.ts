import { createGraph } from "@sluice/collections";
import { type ObjectStatus, translateGatewayApi } from "@sluice/gatewayapi-translator";
import { applyDefaults, createResourceStore, parseResources, type Resource } from "@sluice/resources";
import { toConfigDump, translateXds } from "@sluice/xds-translator";
import { type CaseOptions, toTranslateOptions } from "./case-options.ts";
import { asTyped } from "./typed.ts";

/** What Sluice makes of a case: the documents of the oracle format, and the encoded resources behind `xds`. */
export interface CaseResult {
  readonly status: readonly CaseStatus[];
  readonly xds: ReturnType<typeof toConfigDump>;
  readonly resources: ReturnType<typeof translateXds>["resources"];
  /** Exceptions; what they did not concern is there all the same. */
  readonly bugs: readonly Error[];
}

/** One entry of `status.json`. */
export interface CaseStatus {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status: unknown;
}

/**
 * Translates one multi-document manifest as the running gateway does: parsed, defaulted, sorted by age.
 * Objects that break their CRD are translated as well as they can be, because the oracle's translator saw them, too.
 */
export function translateCase(manifests: string, options: CaseOptions): CaseResult {
  const graph = createGraph();
  const store = createResourceStore(graph);
  const parsed = parseResources(manifests, { file: "in.yaml", validate: false });
  const gateway = translateGatewayApi(store.resources, graph, toTranslateOptions(options));
  const envoy = translateXds(gateway.xds, graph, { virtualHosts: "inline", metadata: "always" });
  const upserts: readonly Resource[] = parsed.objects.map((resource) => asTyped(applyDefaults(asTyped(resource))));
  store.apply({ kind: "changed", upserts, deletes: [] });
  store.apply({ kind: "synced" });
  const bugs: Error[] = [];
  try {
    graph.flush();
  } catch (error) {
    // The rest of the graph went on.
    bugs.push(error instanceof Error ? error : new Error(String(error)));
  }
  return {
    bugs,
    status: gateway.statuses.list().map(toCaseStatus).sort(byKindAndName),
    xds: toConfigDump(envoy.resources.list()),
    resources: envoy.resources,
  };
}

function toCaseStatus(of: ObjectStatus): CaseStatus {
  return { kind: of.kind, ...(of.namespace ? { namespace: of.namespace } : {}), name: of.name, status: of.status };
}

function byKindAndName(a: CaseStatus, b: CaseStatus): number {
  const left = `${a.kind}/${a.namespace ?? ""}/${a.name}`;
  const right = `${b.kind}/${b.namespace ?? ""}/${b.name}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
