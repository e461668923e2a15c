import { createGraph, type Graph } from "@sluice/collections";
import {
  applyDefaults,
  createResourceStore,
  parseResources,
  type Resource,
  type ResourceId,
  type ResourceStore,
} from "@sluice/resources";
import {
  defaultTranslateOptions,
  type GatewayApiTranslation,
  type TranslateOptions,
  translateGatewayApi,
} from "../src/index.ts";

/** Settings for tests: all extension kinds are on. */
export const testOptions: TranslateOptions = {
  ...defaultTranslateOptions,
  extensionApis: { backend: true, envoyPatchPolicy: true },
};

/** A graph with the translator in it, fed by manifests. */
export class World {
  readonly graph: Graph = createGraph();
  readonly store: ResourceStore = createResourceStore(this.graph);
  readonly translation: GatewayApiTranslation;

  constructor(options: Partial<TranslateOptions> = {}) {
    this.translation = translateGatewayApi(this.store.resources, this.graph, { ...testOptions, ...options });
    this.store.apply({ kind: "synced" });
  }

  /** Applies manifests (YAML) and objects, and removes objects, as one change. */
  apply(upserts: string | readonly Resource[], deletes: readonly ResourceId[] = []): this {
    const objects = typeof upserts === "string" ? read(upserts) : upserts;
    this.store.apply({ kind: "changed", upserts: objects, deletes });
    this.graph.flush();
    return this;
  }

  /** How often each derivation ran since some earlier count: those that did not run are left out. */
  runsSince(before: ReadonlyMap<string, number>): Record<string, number> {
    const now = this.runs();
    const more: Record<string, number> = {};
    for (const [name, runs] of now) {
      const count = runs - (before.get(name) ?? 0);
      if (count > 0) more[name] = count;
    }
    return more;
  }

  runs(): ReadonlyMap<string, number> {
    return new Map(
      this.graph
        .stats()
        .filter(({ kind }) => kind === "derive")
        .map(({ name, runs }) => [name, runs]),
    );
  }

  /** Everything that the translator puts out, as plain data. */
  output(): Record<string, readonly unknown[]> {
    const { xds, infra, statuses, reports } = this.translation;
    return Object.fromEntries(
      Object.entries({ ...xds, infra, statuses, reports }).map(([name, of]) => [name, of.list()]),
    );
  }

  status(key: string): Readonly<Record<string, unknown>> | undefined {
    return this.translation.statuses.get(key)?.status;
  }
}

/** Manifests as resources, with the defaults of their CRDs. */
export function read(manifests: string): readonly Resource[] {
  const parsed = parseResources(manifests, { file: "test.yaml", validate: false });
  if (parsed.reports.length > 0) throw new Error(JSON.stringify(parsed.reports));
  return parsed.objects.map((object) => applyDefaults(object));
}

/** A class, a Gateway with an HTTP listener on port 80 for all namespaces, and namespaces `infra` and `apps`. */
export const basics = `
{apiVersion: v1, kind: Namespace, metadata: {name: infra}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: apps}}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: sluice}, spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: sluice
  listeners:
  - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
`;

/** A Service on port 8080 in namespace `apps`, with endpoints. */
export function service(name: string, ...ips: readonly string[]): string {
  return `
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: apps}
spec: {clusterIP: 10.0.0.1, ports: [{name: http, port: 8080}]}
${slice(name, ...ips)}`;
}

/** The EndpointSlice of such a Service. */
export function slice(name: string, ...ips: readonly string[]): string {
  return `
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}-1, namespace: apps, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: [${ips.map((ip) => `{addresses: [${ip}]}`).join(", ")}]`;
}

/** An HTTPRoute in namespace `apps` for one path, to one Service. */
export function route(name: string, path: string, to: string, more = ""): string {
  return `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: apps}
spec:
  parentRefs: [{name: web, namespace: infra}]
  rules:
  - matches: [{path: {type: PathPrefix, value: ${path}}}]
    backendRefs: [{name: ${to}, port: 8080}]
    ${more}`;
}
