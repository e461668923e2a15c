import { localSecretReference } from "../core/local-secret-reference.ts";
import {
  affinity,
  container,
  daemonSetUpdateStrategy,
  deploymentStrategy,
  envVar,
  horizontalPodAutoscalerBehavior,
  metricSpec,
  podSecurityContext,
  resourceRequirements,
  securityContext,
  toleration,
  topologySpreadConstraint,
  volume,
  volumeMount,
} from "../gen/kubernetes.ts";
import {
  anything,
  choice,
  defaulted,
  embedded,
  flag,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  quantity,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { ipv4Address } from "../schema/patterns.ts";
import { atMostOne, exactlyOne, onlyWhen, rule } from "../schema/rules.ts";

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
    securityContext: embedded(podSecurityContext),
    affinity: embedded(affinity),
    tolerations: list(embedded(toleration)),
    volumes: list(embedded(volume)),
    imagePullSecrets: list(localSecretReference),
    nodeSelector: map(text()),
    topologySpreadConstraints: list(embedded(topologySpreadConstraint)),
    priorityClassName: text(),
  },
);

export const kubernetesContainerSpec: ObjectSchema = object(
  {
    name: "KubernetesContainerSpec",
    doc: "What the proxy's container carries.",
    rules: [
      atMostOne("image", "imageRepository"),
      rule(
        "!has(self.image) || self.image.matches('^[a-zA-Z0-9._-]+(:[0-9]+)?(/[a-zA-Z0-9._/-]+)?(:[a-zA-Z0-9._-]+)?(@sha256:[a-z0-9]+)?$')",
        "Write image as registry/repository:tag.",
      ),
      rule(
        "!has(self.imageRepository) || self.imageRepository.matches('^[a-zA-Z0-9._-]+(:[0-9]+)?[a-zA-Z0-9._/-]+$')",
        "Write imageRepository as registry/repository, without a tag.",
      ),
    ],
  },
  {
    env: list(embedded(envVar)),
    resources: embedded(resourceRequirements),
    securityContext: embedded(securityContext),
    image: text(),
    imageRepository: text(),
    volumeMounts: list(embedded(volumeMount)),
  },
);

export const kubernetesDeploymentSpec: ObjectSchema = object(
  { name: "KubernetesDeploymentSpec", doc: "What the proxy's Deployment looks like." },
  {
    patch: kubernetesPatchSpec,
    replicas: integer(),
    strategy: embedded(deploymentStrategy),
    pod: kubernetesPodSpec,
    container: kubernetesContainerSpec,
    initContainers: list(embedded(container)),
    name: text(),
  },
);

export const kubernetesDaemonSetSpec: ObjectSchema = object(
  { name: "KubernetesDaemonSetSpec", doc: "What the proxy's DaemonSet looks like." },
  {
    patch: kubernetesPatchSpec,
    strategy: embedded(daemonSetUpdateStrategy),
    pod: kubernetesPodSpec,
    container: kubernetesContainerSpec,
    name: text(),
  },
);

export const serviceType: TextSchema = choice("ServiceType", ["ClusterIP", "LoadBalancer", "NodePort"]);

export const serviceExternalTrafficPolicy: TextSchema = choice("ServiceExternalTrafficPolicy", ["Local", "Cluster"]);

export const kubernetesServiceSpec: ObjectSchema = object(
  {
    name: "KubernetesServiceSpec",
    doc: "What the proxy's Service looks like.",
    rules: [
      onlyWhen("allocateLoadBalancerNodePorts", "type", ["LoadBalancer"]),
      onlyWhen("loadBalancerSourceRanges", "type", ["LoadBalancer"]),
      onlyWhen("loadBalancerIP", "type", ["LoadBalancer"]),
      rule(
        `!has(self.loadBalancerIP) || self.loadBalancerIP.matches(r'${ipv4Address.regex}')`,
        "Use an IPv4 address as loadBalancerIP.",
      ),
    ],
  },
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
  {
    name: "KubernetesHorizontalPodAutoscalerSpec",
    doc: "How the number of proxies follows the load.",
    rules: [
      rule(
        "!has(self.minReplicas) || self.maxReplicas >= self.minReplicas",
        "Use a maxReplicas that is not less than minReplicas.",
      ),
      rule("!has(self.minReplicas) || self.minReplicas > 0", "Use a minReplicas of 1 or more."),
      rule("self.maxReplicas > 0", "Use a maxReplicas of 1 or more."),
    ],
  },
  {
    minReplicas: integer(),
    maxReplicas: required(integer()),
    metrics: list(embedded(metricSpec)),
    behavior: embedded(horizontalPodAutoscalerBehavior),
    patch: kubernetesPatchSpec,
    name: text(),
  },
);

export const kubernetesPodDisruptionBudgetSpec: ObjectSchema = object(
  {
    name: "KubernetesPodDisruptionBudgetSpec",
    doc: "How many proxies have to stay during maintenance.",
    rules: [exactlyOne("minAvailable", "maxUnavailable")],
  },
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
  {
    name: "EnvoyProxyKubernetesProvider",
    doc: "Proxies that run in Kubernetes.",
    rules: [atMostOne("envoyDeployment", "envoyDaemonSet"), atMostOne("envoyHpa", "envoyDaemonSet")],
  },
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
