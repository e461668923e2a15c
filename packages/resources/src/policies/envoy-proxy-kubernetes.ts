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

export const kubernetesPatchSpec: ObjectSchema = object(
  { name: "KubernetesPatchSpec", doc: "A change of a generated Kubernetes object." },
  {
    type: text(),
    value: required(anything()),
  },
);

export const kubernetesPodSpec: ObjectSchema = object(
  { name: "KubernetesPodSpec", doc: "What the proxy's pods carry." },
  {
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
  },
);

export const kubernetesContainerSpec: ObjectSchema = object(
  { name: "KubernetesContainerSpec", doc: "What the proxy's container carries." },
  {
    env: list(openObject()),
    resources: openObject(),
    securityContext: openObject(),
    image: text(),
    imageRepository: text(),
    volumeMounts: list(openObject()),
  },
);

export const kubernetesDeploymentSpec: ObjectSchema = object(
  { name: "KubernetesDeploymentSpec", doc: "What the proxy's Deployment looks like." },
  {
    patch: kubernetesPatchSpec,
    replicas: integer(),
    strategy: openObject(),
    pod: kubernetesPodSpec,
    container: kubernetesContainerSpec,
    initContainers: list(openObject()),
    name: text(),
  },
);

export const kubernetesDaemonSetSpec: ObjectSchema = object(
  { name: "KubernetesDaemonSetSpec", doc: "What the proxy's DaemonSet looks like." },
  {
    patch: kubernetesPatchSpec,
    strategy: openObject(),
    pod: kubernetesPodSpec,
    container: kubernetesContainerSpec,
    name: text(),
  },
);

export const serviceType: TextSchema = choice("ServiceType", ["ClusterIP", "LoadBalancer", "NodePort"]);

export const serviceExternalTrafficPolicy: TextSchema = choice("ServiceExternalTrafficPolicy", ["Local", "Cluster"]);

export const kubernetesServiceSpec: ObjectSchema = object(
  { name: "KubernetesServiceSpec", doc: "What the proxy's Service looks like." },
  {
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
  },
);

export const kubernetesHorizontalPodAutoscalerSpec: ObjectSchema = object(
  { name: "KubernetesHorizontalPodAutoscalerSpec", doc: "How the number of proxies follows the load." },
  {
    minReplicas: integer(),
    maxReplicas: required(integer()),
    metrics: list(openObject()),
    behavior: openObject(),
    patch: kubernetesPatchSpec,
    name: text(),
  },
);

export const kubernetesPodDisruptionBudgetSpec: ObjectSchema = object(
  { name: "KubernetesPodDisruptionBudgetSpec", doc: "How many proxies have to stay during maintenance." },
  {
    minAvailable: quantity(),
    maxUnavailable: quantity(),
    patch: kubernetesPatchSpec,
    name: text(),
  },
);

export const kubernetesServiceAccountSpec: ObjectSchema = object(
  { name: "KubernetesServiceAccountSpec", doc: "The proxy's ServiceAccount." },
  {
    name: text(),
  },
);

export const envoyProxyKubernetesProvider: ObjectSchema = object(
  { name: "EnvoyProxyKubernetesProvider", doc: "Proxies that run in Kubernetes." },
  {
    envoyDeployment: kubernetesDeploymentSpec,
    envoyDaemonSet: kubernetesDaemonSetSpec,
    envoyService: kubernetesServiceSpec,
    envoyHpa: kubernetesHorizontalPodAutoscalerSpec,
    useListenerPortAsContainerPort: flag(),
    envoyPDB: kubernetesPodDisruptionBudgetSpec,
    envoyServiceAccount: kubernetesServiceAccountSpec,
  },
);
