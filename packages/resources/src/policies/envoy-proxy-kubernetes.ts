import { localSecretReference } from "../core/local-secret-reference.ts";
import {
  anything,
  choice,
  defaulted,
  flag,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  openObject,
  quantity,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";

export const kubernetesPatchSpec: ObjectSchema = object("KubernetesPatchSpec", {
  type: text(),
  value: required(anything()),
});

export const kubernetesPodSpec: ObjectSchema = object("KubernetesPodSpec", {
  annotations: map(text()),
  labels: map(text()),
  securityContext: openObject(),
  affinity: openObject(),
  tolerations: list(openObject()),
  volumes: list(openObject()),
  imagePullSecrets: list(localSecretReference),
  nodeSelector: map(text()),
  topologySpreadConstraints: list(openObject()),
  priorityClassName: text(),
});

export const kubernetesContainerSpec: ObjectSchema = object("KubernetesContainerSpec", {
  env: list(openObject()),
  resources: openObject(),
  securityContext: openObject(),
  image: text(),
  imageRepository: text(),
  volumeMounts: list(openObject()),
});

export const kubernetesDeploymentSpec: ObjectSchema = object("KubernetesDeploymentSpec", {
  patch: kubernetesPatchSpec,
  replicas: integer(),
  strategy: openObject(),
  pod: kubernetesPodSpec,
  container: kubernetesContainerSpec,
  initContainers: list(openObject()),
  name: text(),
});

export const kubernetesDaemonSetSpec: ObjectSchema = object("KubernetesDaemonSetSpec", {
  patch: kubernetesPatchSpec,
  strategy: openObject(),
  pod: kubernetesPodSpec,
  container: kubernetesContainerSpec,
  name: text(),
});

export const serviceType: TextSchema = choice("ServiceType", ["ClusterIP", "LoadBalancer", "NodePort"]);

export const serviceExternalTrafficPolicy: TextSchema = choice("ServiceExternalTrafficPolicy", ["Local", "Cluster"]);

export const kubernetesServiceSpec: ObjectSchema = object("KubernetesServiceSpec", {
  annotations: map(text()),
  labels: map(text()),
  type: defaulted(serviceType, "LoadBalancer"),
  loadBalancerClass: text(),
  allocateLoadBalancerNodePorts: flag(),
  loadBalancerSourceRanges: list(text()),
  loadBalancerIP: text(),
  externalTrafficPolicy: defaulted(serviceExternalTrafficPolicy, "Local"),
  patch: kubernetesPatchSpec,
  name: text(),
});

export const kubernetesHorizontalPodAutoscalerSpec: ObjectSchema = object("KubernetesHorizontalPodAutoscalerSpec", {
  minReplicas: integer(),
  maxReplicas: required(integer()),
  metrics: list(openObject()),
  behavior: openObject(),
  patch: kubernetesPatchSpec,
  name: text(),
});

export const kubernetesPodDisruptionBudgetSpec: ObjectSchema = object("KubernetesPodDisruptionBudgetSpec", {
  minAvailable: quantity(),
  maxUnavailable: quantity(),
  patch: kubernetesPatchSpec,
  name: text(),
});

export const kubernetesServiceAccountSpec: ObjectSchema = object("KubernetesServiceAccountSpec", {
  name: text(),
});

export const envoyProxyKubernetesProvider: ObjectSchema = object("EnvoyProxyKubernetesProvider", {
  envoyDeployment: kubernetesDeploymentSpec,
  envoyDaemonSet: kubernetesDaemonSetSpec,
  envoyService: kubernetesServiceSpec,
  envoyHpa: kubernetesHorizontalPodAutoscalerSpec,
  useListenerPortAsContainerPort: flag(),
  envoyPDB: kubernetesPodDisruptionBudgetSpec,
  envoyServiceAccount: kubernetesServiceAccountSpec,
});
