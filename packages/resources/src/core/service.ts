import {
  choice,
  defaulted,
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

export const protocol: TextSchema = choice("Protocol", ["TCP", "UDP", "SCTP"]);

export const servicePort: ObjectSchema = object(
  { name: "ServicePort", doc: "A port of a Service, and the port of its endpoints behind it." },
  {
    name: text(),
    protocol: defaulted(protocol, "TCP"),
    appProtocol: text(),
    port: required(integer(1, 65535)),
    targetPort: quantity(),
    nodePort: integer(0, 65535),
  },
);

export const clientIPConfig: ObjectSchema = object(
  { name: "ClientIPConfig", doc: "How long a client stays with its endpoint." },
  {
    timeoutSeconds: integer(1, 86400),
  },
);

export const sessionAffinityConfig: ObjectSchema = object(
  { name: "SessionAffinityConfig", doc: "Settings of a Service's session affinity." },
  {
    clientIP: clientIPConfig,
  },
);

export const serviceSpec: ObjectSchema = object(
  { name: "ServiceSpec", doc: "Which pods a Service stands for, and how it is reached." },
  {
    type: defaulted(choice("ServiceSpecType", ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]), "ClusterIP"),
    selector: map(text()),
    ports: list(servicePort),
    clusterIP: text(),
    clusterIPs: list(text()),
    externalIPs: list(text()),
    externalName: text(),
    externalTrafficPolicy: choice("ExternalTrafficPolicy", ["Cluster", "Local"]),
    internalTrafficPolicy: choice("InternalTrafficPolicy", ["Cluster", "Local"]),
    trafficDistribution: text(),
    sessionAffinity: defaulted(choice("SessionAffinity", ["None", "ClientIP"]), "None"),
    sessionAffinityConfig,
    loadBalancerIP: text(),
    loadBalancerClass: text(),
    loadBalancerSourceRanges: list(text()),
    allocateLoadBalancerNodePorts: flag(),
    healthCheckNodePort: integer(0, 65535),
    publishNotReadyAddresses: flag(),
    ipFamilies: list(text()),
    ipFamilyPolicy: choice("IPFamilyPolicy", ["SingleStack", "PreferDualStack", "RequireDualStack"]),
  },
);

export const loadBalancerIngress: ObjectSchema = object(
  { name: "LoadBalancerIngress", doc: "An address at which a load balancer takes traffic." },
  {
    ip: text(),
    hostname: text(),
    ipMode: text(),
  },
);

export const loadBalancerStatus: ObjectSchema = object(
  { name: "LoadBalancerStatus", doc: "Where a load balancer takes traffic." },
  {
    ingress: list(loadBalancerIngress),
  },
);

export const serviceStatus: ObjectSchema = object(
  { name: "ServiceStatus", doc: "Where a Service of type LoadBalancer takes traffic." },
  {
    loadBalancer: loadBalancerStatus,
  },
);
