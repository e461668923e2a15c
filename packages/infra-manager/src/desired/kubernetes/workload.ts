import { type Infra, type Outcome, ok } from "@sluice/ir";
import { asObject, defined, type Json, type JsonObject } from "../json.ts";
import { type ProxySettings, toProxySettings } from "../proxy-settings.ts";
import { envoyContainer, podVolumes } from "./envoy-container.ts";
import { mergeNamed } from "./merge-named.ts";
import { fleetName, labelsOf, metadataOf, selectorLabels } from "./names.ts";
import type { KubeObject } from "./object.ts";
import { patchObject } from "./patch.ts";
import { type KubernetesPlace, podPorts } from "./place.ts";
import { type DeploymentSpec, type PodSpec, providerSpec } from "./provider-spec.ts";
import { serviceAccountName } from "./service-account.ts";
import { shutdownContainer } from "./shutdown-container.ts";

/** What pods have beyond the drain time-out to end in. */
const graceSeconds = 300;
const rollingUpdate: JsonObject = { type: "RollingUpdate" };

/** The Deployment or the DaemonSet that runs a fleet's proxies. */
export function workload(infra: Infra, place: KubernetesPlace): Outcome<KubeObject> {
  const { envoyDeployment, envoyDaemonSet, envoyHpa } = providerSpec(infra);
  if (envoyDaemonSet === undefined || envoyDeployment !== undefined) {
    const spec = envoyDeployment ?? {};
    const template = podTemplate(infra, spec, place);
    if (!template.ok) return template;
    const deployment: KubeObject = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadataOf(infra, place, nameOf(spec)),
      spec: defined({
        // A number that an autoscaler changes belongs to the autoscaler.
        replicas: envoyHpa === undefined ? spec.replicas : undefined,
        strategy: spec.strategy ?? rollingUpdate,
        selector: { matchLabels: selectorLabels(infra, place) },
        template: template.value,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      }),
    };
    return patchObject(deployment, spec.patch, "spec.provider.kubernetes.envoyDeployment.patch");
  }
  const template = podTemplate(infra, envoyDaemonSet, place);
  if (!template.ok) return template;
  const daemonSet: KubeObject = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: metadataOf(infra, place, nameOf(envoyDaemonSet)),
    spec: {
      updateStrategy: envoyDaemonSet.strategy ?? rollingUpdate,
      selector: { matchLabels: selectorLabels(infra, place) },
      template: template.value,
    },
  };
  return patchObject(daemonSet, envoyDaemonSet.patch, "spec.provider.kubernetes.envoyDaemonSet.patch");
}

function nameOf({ name }: { readonly name?: string }): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function podTemplate(infra: Infra, spec: DeploymentSpec, place: KubernetesPlace): Outcome<JsonObject> {
  const { pod = {}, container = {} } = spec;
  const settings = toProxySettings(infra);
  if (!settings.ok) return settings;
  const envoy = envoyContainer(infra, container, place);
  if (!envoy.ok) return envoy;
  const { shutdown } = settings.value;
  return ok({
    metadata: defined({
      labels: labelsOf(infra, place, pod.labels),
      annotations: podAnnotations(infra, pod, settings.value),
    }),
    spec: defined({
      automountServiceAccountToken: false,
      containers: [envoy.value, shutdownContainer(shutdown, container, place)],
      initContainers: spec.initContainers,
      serviceAccountName: serviceAccountName(infra, place),
      terminationGracePeriodSeconds:
        shutdown.drainTimeoutMs === undefined ? 360 : Math.ceil(shutdown.drainTimeoutMs / 1000) + graceSeconds,
      dnsPolicy: "ClusterFirst",
      restartPolicy: "Always",
      schedulerName: "default-scheduler",
      securityContext: pod.securityContext,
      affinity: pod.affinity,
      tolerations: pod.tolerations,
      volumes: mergeNamed(podVolumes(fleetName(infra, place), place), pod.volumes),
      imagePullSecrets: pod.imagePullSecrets,
      nodeSelector: pod.nodeSelector,
      topologySpreadConstraints: pod.topologySpreadConstraints,
      priorityClassName: pod.priorityClassName,
    } as Record<string, Json | undefined>),
  });
}

function podAnnotations(infra: Infra, pod: PodSpec, { metrics }: ProxySettings): JsonObject | undefined {
  const annotations = {
    ...(metrics.prometheus && {
      "prometheus.io/path": "/stats/prometheus",
      "prometheus.io/scrape": "true",
      "prometheus.io/port": String(podPorts.stats),
    }),
    ...infra.annotations,
    ...pod.annotations,
  };
  return Object.keys(annotations).length === 0 ? undefined : asObject(annotations);
}
