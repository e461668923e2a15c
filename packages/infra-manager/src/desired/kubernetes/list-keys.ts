import type { KubeKind } from "./object.ts";

/**
 * What a cluster knows of lists in an object: by what their elements are told apart. A list that is not here is one value;
 * so is an object with "replace", which strategic merge patches do not merge.
 */
export interface ListKeys {
  readonly [field: string]: ListKeys | ElementKeys | "replace";
}

/** How elements of one list are told apart. */
export interface ElementKeys {
  /** `patchMergeKey`: names an element in a strategic merge patch. Empty: the elements are plain values. */
  readonly mergeKey: string;
  /** `x-kubernetes-list-map-keys`: names an element in server-side apply, where that differs; with the values that are filled in. */
  readonly mapKeys?: Readonly<Record<string, string | number | undefined>>;
  readonly of?: ListKeys;
}

const by = (mergeKey: string, of?: ListKeys): ElementKeys => ({ mergeKey, ...(of !== undefined && { of }) });

const container: ListKeys = {
  env: by("name"),
  ports: { mergeKey: "containerPort", mapKeys: { containerPort: undefined, protocol: "TCP" } },
  volumeMounts: by("mountPath"),
  volumeDevices: by("devicePath"),
};

const metadata: ListKeys = { ownerReferences: by("uid"), finalizers: by("") };

const pod: ListKeys = {
  metadata,
  spec: {
    containers: by("name", container),
    initContainers: by("name", container),
    ephemeralContainers: by("name", container),
    volumes: by("name"),
    imagePullSecrets: by("name"),
    hostAliases: by("ip"),
    topologySpreadConstraints: {
      mergeKey: "topologyKey",
      mapKeys: { topologyKey: undefined, whenUnsatisfiable: undefined },
    },
    resourceClaims: by("name"),
    schedulingGates: by("name"),
  },
};

const servicePort: ElementKeys = { mergeKey: "port", mapKeys: { port: undefined, protocol: "TCP" } };

/** The lists of each kind whose elements are told apart, as in the API of Kubernetes. */
export const listKeys: Readonly<Record<KubeKind, ListKeys>> = {
  ServiceAccount: { metadata, secrets: by("name") },
  ConfigMap: { metadata },
  Deployment: { metadata, spec: { template: pod } },
  DaemonSet: { metadata, spec: { template: pod } },
  Service: { metadata, spec: { ports: servicePort } },
  HorizontalPodAutoscaler: { metadata },
  PodDisruptionBudget: { metadata, spec: { selector: "replace" } },
};

/** What is known of a field; nothing where nothing can be told apart. */
export type FieldKeys = ListKeys[string] | undefined;

/** True for a rule about elements. */
export function isElementKeys(keys: FieldKeys): keys is ElementKeys {
  return typeof keys === "object" && typeof keys.mergeKey === "string";
}

/** The rules for the fields of an object. */
export function fieldKeys(keys: FieldKeys): ListKeys {
  return keys === undefined || keys === "replace" || isElementKeys(keys) ? {} : keys;
}
