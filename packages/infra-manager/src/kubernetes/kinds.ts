import type { KubeKind } from "../desired/kubernetes/object.ts";

/** Where the API server keeps a kind. */
export interface KindPlace {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** The kinds that a fleet is made of, in the order in which they are written. */
export const fleetKinds: Readonly<Record<KubeKind, KindPlace>> = {
  ServiceAccount: { group: "", version: "v1", plural: "serviceaccounts" },
  ConfigMap: { group: "", version: "v1", plural: "configmaps" },
  Deployment: { group: "apps", version: "v1", plural: "deployments" },
  DaemonSet: { group: "apps", version: "v1", plural: "daemonsets" },
  Service: { group: "", version: "v1", plural: "services" },
  HorizontalPodAutoscaler: { group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers" },
  PodDisruptionBudget: { group: "policy", version: "v1", plural: "poddisruptionbudgets" },
};

/** Kinds that tell how a fleet is, or what it needs. */
export const observedKinds: Readonly<Record<"Pod" | "Node" | "Secret", KindPlace>> = {
  Pod: { group: "", version: "v1", plural: "pods" },
  Node: { group: "", version: "v1", plural: "nodes" },
  Secret: { group: "", version: "v1", plural: "secrets" },
};

/** The path of a kind, of one namespace of it, or of one object. */
export function pathOf({ group, version, plural }: KindPlace, namespace?: string, name?: string): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${within}/${plural}${name === undefined ? "" : `/${name}`}`;
}
