import type { Infra, InfraListener, Outcome } from "@sluice/ir";
import { defined, type JsonObject } from "../json.ts";
import { metadataOf, selectorLabels } from "./names.ts";
import type { KubeObject } from "./object.ts";
import { patchObject } from "./patch.ts";
import type { KubernetesPlace } from "./place.ts";
import { ipFamilyOf, providerSpec, type ServiceSpec } from "./provider-spec.ts";

/** The Service by which clients reach a fleet. */
export function service(infra: Infra, place: KubernetesPlace): Outcome<KubeObject> {
  const { envoyService: spec = {} } = providerSpec(infra);
  const made: KubeObject = {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(infra, place, spec),
    spec: defined({
      ...exposure(spec),
      ...addressesOf(infra, spec),
      ...families(ipFamilyOf(infra)),
      sessionAffinity: "None",
      ports: infra.listeners.flatMap(portsOf),
      // Not all labels of the pods: a new label would lead away from pods that do not have it yet.
      selector: selectorLabels(infra, place),
    }),
  };
  return patchObject(made, spec.patch, "spec.provider.kubernetes.envoyService.patch");
}

function portsOf({ ports }: InfraListener): readonly JsonObject[] {
  return ports.flatMap(({ name, protocol, servicePort: port, containerPort: targetPort, http3 }) => [
    { name, protocol: protocol === "UDP" ? "UDP" : "TCP", port, targetPort },
    ...(http3 === true ? [{ name: `${name}-h3`, protocol: "UDP", port, targetPort }] : []),
  ]);
}

/** Fields that the API server takes only with certain types are left out with others. */
function exposure(spec: ServiceSpec): Parameters<typeof defined>[0] {
  const { type = "LoadBalancer", externalTrafficPolicy = "Local" } = spec;
  switch (type) {
    case "ClusterIP":
      return { type };
    case "NodePort":
      return { type, externalTrafficPolicy };
    case "LoadBalancer":
      return {
        type,
        externalTrafficPolicy,
        loadBalancerClass: spec.loadBalancerClass,
        allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts,
        loadBalancerSourceRanges: spec.loadBalancerSourceRanges?.length ? spec.loadBalancerSourceRanges : undefined,
        loadBalancerIP: spec.loadBalancerIP,
      };
  }
}

function addressesOf({ addresses }: Infra, { type }: ServiceSpec): JsonObject {
  const [first] = addresses;
  if (first === undefined) return {};
  // A Service has one cluster IP per family.
  return type === "ClusterIP" ? { clusterIP: first, clusterIPs: [first] } : { externalIPs: addresses };
}

/** IPv4 alone is what most clusters do unasked. */
function families(family: string | undefined): JsonObject {
  switch (family) {
    case "IPv6":
      return { ipFamilies: ["IPv6"], ipFamilyPolicy: "SingleStack" };
    case "DualStack":
      return { ipFamilies: ["IPv4", "IPv6"], ipFamilyPolicy: "RequireDualStack" };
    default:
      return {};
  }
}
