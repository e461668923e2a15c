import { fail, type Infra, type Outcome, ok } from "@sluice/ir";
import { stringify } from "yaml";
import { type BootstrapPlace, bootstrap } from "../bootstrap.ts";
import { envoyArguments } from "../envoy-arguments.ts";
import { asObject, defined, type Json, type JsonObject } from "../json.ts";
import { toProxySettings } from "../proxy-settings.ts";
import { podFiles, sdsKeys } from "./config-map.ts";
import { mergeNamed } from "./merge-named.ts";
import { type KubernetesPlace, podPorts } from "./place.ts";
import { httpProbes } from "./probes.ts";
import { type ContainerSpec, ipFamilyOf } from "./provider-spec.ts";
import { quantityOf } from "./quantity.ts";
import { restricted } from "./security.ts";

/** Part of the memory limit at which Envoy begins to defend itself. */
const heapShare = 0.8;
const zone = "ENVOY_SERVICE_ZONE";
const podName = "ENVOY_POD_NAME";

/** What a container knows of its pod. */
export const podEnvironment: readonly Json[] = [
  fromField("ENVOY_POD_NAMESPACE", "metadata.namespace"),
  fromField(podName, "metadata.name"),
  fromField(zone, "metadata.annotations['topology.kubernetes.io/zone']"),
];

function fromField(name: string, fieldPath: string): JsonObject {
  return { name, valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } };
}

/** The container of Envoy itself. */
export function envoyContainer(infra: Infra, spec: ContainerSpec, place: KubernetesPlace): Outcome<JsonObject> {
  const settings = toProxySettings(infra);
  if (!settings.ok) return settings;
  const made = bootstrap(infra, bootstrapPlace(infra, spec, place));
  if (!made.ok) return made;
  const image = imageOf(spec, place);
  if (!image.ok) return image;
  const [cluster, node] = [infra.key, `$(${podName})`];
  const args = envoyArguments(settings.value, {
    cluster,
    node,
    drainMs: settings.value.shutdown.drainTimeoutMs ?? 60_000,
  });
  // Quoted, because what takes the place of `$(…)` may look like a number.
  const text = stringify(made.value, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
  });
  const { metrics } = settings.value;
  return ok({
    name: "envoy",
    image: image.value,
    imagePullPolicy: "IfNotPresent",
    command: ["envoy"],
    args: [...args.slice(0, 4), "--config-yaml", text, ...args.slice(4)],
    env: mergeNamed(podEnvironment, spec.env),
    ports: [
      ...(metrics.prometheus ? [{ name: "metrics", containerPort: podPorts.stats, protocol: "TCP" }] : []),
      { name: "readiness", containerPort: podPorts.readiness, protocol: "TCP" },
    ],
    resources: spec.resources ?? { requests: { cpu: "100m", memory: "512Mi" } },
    securityContext: spec.securityContext ?? restricted,
    volumeMounts: mergeNamed(mounts(place), spec.volumeMounts),
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    ...httpProbes("/ready", podPorts.readiness, { readiness: { periodSeconds: 5, failureThreshold: 1 } }),
    // Answered when connections are drained: only then is Envoy told to end.
    lifecycle: {
      preStop: { httpGet: { path: "/shutdown/ready", port: podPorts.shutdownManager, scheme: "HTTP" } },
    },
  });
}

function bootstrapPlace(infra: Infra, spec: ContainerSpec, place: KubernetesPlace): BootstrapPlace {
  const family = ipFamilyOf(infra);
  const sds = (key: string): string => `${podFiles.sds}/${key}`;
  const limit = quantityOf(asObject(spec.resources?.limits).memory);
  return {
    xds: place.xds,
    sds: {
      trustedCaFile: sds(sdsKeys.trustedCa),
      ...(place.gatewayNamespaceMode
        ? { tokenFile: sds(sdsKeys.token) }
        : { certificateFile: sds(sdsKeys.certificate) }),
    },
    nodeId: `$(${podName})`,
    adminPort: podPorts.admin,
    adminAddress: family === "IPv6" ? "::1" : "127.0.0.1",
    locality: { zone: `$(${zone})` },
    stats: {
      address: family === "IPv6" || family === "DualStack" ? "::" : "0.0.0.0",
      port: podPorts.stats,
      ipv4Compat: family === "IPv6" || family === "DualStack",
    },
    knowsSiblings: place.topologyInjector,
    ...(limit !== undefined && { maxHeapBytes: Math.floor(limit * heapShare) }),
  };
}

function mounts({ gatewayNamespaceMode }: KubernetesPlace): readonly Json[] {
  return [
    { name: "certs", mountPath: podFiles.certificates, readOnly: true },
    { name: "sds", mountPath: podFiles.sds },
    ...(gatewayNamespaceMode ? [{ name: "sa-token", mountPath: podFiles.tokens, readOnly: true }] : []),
  ];
}

function imageOf({ image, imageRepository }: ContainerSpec, { images }: KubernetesPlace): Outcome<string> {
  if (imageRepository === undefined) return ok(image ?? images.envoy);
  const tag = /^[^@]*\/[^/@:]*:([\w.-]+)/.exec(images.envoy)?.[1];
  if (tag !== undefined) return ok(`${imageRepository}:${tag}`);
  const field = "spec.provider.kubernetes.container.imageRepository";
  return fail({
    kind: "invalidValue",
    message: `${field} cannot be used: the default image ${images.envoy} has no tag`,
    remedy: "Use image, or give the control plane a default image with a tag.",
    place: { field },
  });
}

/** Volumes of Envoy's container. */
export function podVolumes(configMapName: string, place: KubernetesPlace): readonly JsonObject[] {
  const item = (key: string): JsonObject => ({ key, path: key });
  const fromConfigMap = (name: string, items: readonly JsonObject[]): JsonObject => ({
    name,
    configMap: { name: configMapName, items, defaultMode: 0o644, optional: false },
  });
  if (!place.gatewayNamespaceMode)
    return [
      { name: "certs", secret: { secretName: "envoy", defaultMode: 0o644 } },
      fromConfigMap("sds", [item(sdsKeys.trustedCa), item(sdsKeys.certificate)]),
    ];
  const token = defined({
    path: podFiles.token,
    audience: tokenAudience(place),
    expirationSeconds: 3600,
  });
  return [
    { name: "sa-token", projected: { sources: [{ serviceAccountToken: token }], defaultMode: 0o644 } },
    fromConfigMap("certs", [item(podFiles.trusted)]),
    fromConfigMap("sds", [item(sdsKeys.trustedCa), item(sdsKeys.token)]),
  ];
}

/** For whom proxies' tokens are made: the control plane must ask for tokens with this audience. */
export function tokenAudience({
  controllerNamespace,
  dnsDomain,
}: Pick<KubernetesPlace, "controllerNamespace" | "dnsDomain">): string {
  return `envoy-gateway.${controllerNamespace}.svc.${dnsDomain}`;
}
