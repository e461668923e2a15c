import type { Collection, Graph, Keyed } from "@sluice/collections";
import type { ObjectRef, Report } from "@sluice/ir";
import { type EncodedResource, typeName } from "@sluice/protos";

/** A resource that Envoy refused, as an xDS server tells it. */
export interface Nack extends Keyed {
  readonly resource: Pick<EncodedResource, "typeUrl" | "name" | "origins">;
  /** What Envoy said. */
  readonly message: string;
}

/** Tells the objects behind refused resources what Envoy had against them; a report ends with its NACK. */
export function reportNacks(nacks: Collection<Nack>, graph: Graph): Collection<Report> {
  return graph.derive({
    name: "xds/nacks/reports",
    from: nacks,
    to: (nack) => nack.resource.origins.map((origin) => toReport(nack, origin)),
  });
}

function toReport({ key, resource, message }: Nack, origin: string): Report {
  const kind = typeName(resource.typeUrl).split(".").at(-1);
  return {
    key: `nack|${key}|${origin}`,
    about: parseOrigin(origin),
    severity: "error",
    problem: { kind: "rejectedByProxy", message: `Envoy refused the ${kind} ${resource.name}: ${message}` },
  };
}

const groups: Readonly<Record<string, string>> = {
  Service: "",
  Secret: "",
  ConfigMap: "",
  ServiceImport: "multicluster.x-k8s.io",
  Backend: "gateway.envoyproxy.io",
  EnvoyProxy: "gateway.envoyproxy.io",
};

/** Reads `<kind>/<namespace>/<name>`; all other kinds that resources come from are the Gateway API's. */
function parseOrigin(text: string): ObjectRef {
  const [kind = "", namespace = "", ...rest] = text.split("/");
  return { group: groups[kind] ?? "gateway.networking.k8s.io", kind, namespace, name: rest.join("/") };
}
