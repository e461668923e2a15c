import type { Collection, Graph, Keyed } from "@sluice/collections";
import type { ObjectRef, Report } from "@sluice/ir";
import { type EncodedResource, typeName } from "@sluice/protos";
import { resourceKey } from "./encoding/resource.ts";

/** A resource that an Envoy refused. */
export interface Nack extends Keyed {
  readonly fleet: string;
  readonly typeUrl: string;
  readonly name: string;
  /** What Envoy said. */
  readonly message: string;
}

/** Tells the objects behind refused resources what Envoy had against them; a report ends with its NACK. */
export function reportNacks(
  nacks: Collection<Nack>,
  resources: Collection<EncodedResource>,
  graph: Graph,
): Collection<Report> {
  return graph.derive({
    name: "xds/nacks/reports",
    from: nacks,
    to: (nack, read) => {
      const resource = read.get(resources, resourceKey(nack.fleet, nack.typeUrl, nack.name));
      return resource?.origins.map((origin) => toReport(nack, origin));
    },
  });
}

function toReport({ key, typeUrl, name, message }: Nack, origin: string): Report {
  const kind = typeName(typeUrl).split(".").at(-1);
  return {
    key: `nack|${key}|${origin}`,
    about: parseOrigin(origin),
    severity: "error",
    problem: { kind: "rejectedByProxy", message: `Envoy refused the ${kind} ${name}: ${message}` },
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
