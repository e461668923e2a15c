import type { FleetState, Infra, Problem } from "@sluice/ir";
import { asList, asObject, type Json, type JsonObject } from "../desired/json.ts";
import type { Seen } from "./cluster-view.ts";
import type { LiveObject } from "./live-object.ts";

/** What a state is made from. */
export interface FleetFacts {
  readonly infra: Infra;
  /** What bears the fleet's labels. */
  readonly found: readonly Seen[];
  readonly nodes: readonly LiveObject[];
  /** Names of the workload and the Service that must be; undefined when the Infra cannot be made into objects. */
  readonly wanted: { readonly workload: string; readonly service: string } | undefined;
  readonly problem: Problem | undefined;
}

type Address = FleetState["addresses"][number];

/** What is true of a fleet, from what really runs. */
export function toFleetState({ infra, found, nodes, wanted, problem }: FleetFacts): FleetState {
  const named = (kinds: readonly string[], name: string | undefined): LiveObject | undefined => {
    const all = found.filter(({ kind }) => kinds.includes(kind)).map(({ object }) => object);
    // What is replaced serves on until its heir does.
    return all.find(({ metadata }) => metadata.name === name) ?? all[0];
  };
  const workload = named(["Deployment", "DaemonSet"], wanted?.workload);
  const service = named(["Service"], wanted?.service);
  const pods = found.filter(({ kind }) => kind === "Pod").map(({ object }) => object);
  const { running, wanted: count } = replicas(workload);
  const addresses = service === undefined ? [] : addressesOf(service, { infra, pods, nodes });
  const ready = running > 0 && addresses.length > 0;
  const message =
    problem === undefined
      ? reason({ infra, workload, service, pods, running, addresses })
      : [problem.message, problem.remedy]
          .filter((text) => text !== undefined)
          .join(/\.$/.test(problem.message) ? " " : ". ");
  return { key: infra.key, ready, addresses, running, wanted: count, ...(message !== undefined && { message }) };
}

function replicas(workload: LiveObject | undefined): { readonly running: number; readonly wanted: number } {
  if (workload === undefined) return { running: 0, wanted: 1 };
  const { spec = {}, status = {} } = workload;
  const number = (value: Json | undefined, otherwise: number): number =>
    typeof value === "number" ? value : otherwise;
  const isDaemonSet = "updateStrategy" in spec;
  return isDaemonSet
    ? { running: number(status.numberAvailable, 0), wanted: number(status.desiredNumberScheduled, 0) }
    : { running: number(status.availableReplicas, 0), wanted: number(spec.replicas, 1) };
}

interface Places {
  readonly infra: Infra;
  readonly pods: readonly LiveObject[];
  readonly nodes: readonly LiveObject[];
}

/** Where clients reach the Service; addresses that the user asked for come before what the type of the Service gives. */
function addressesOf({ spec = {}, status = {} }: LiveObject, { infra, pods, nodes }: Places): readonly Address[] {
  const external = texts(spec.externalIPs);
  const cluster = texts(spec.clusterIPs).filter((address) => address !== "" && address !== "None");
  if (infra.addresses.length > 0) return ips(external.length > 0 ? external : cluster);
  switch (spec.type) {
    case "LoadBalancer": {
      const ingress = asList(asObject(status.loadBalancer).ingress).map(asObject);
      const given = ips(ingress.flatMap(({ ip }) => (typeof ip === "string" && ip !== "" ? [ip] : [])));
      const named = ingress.flatMap(({ ip, hostname }): readonly Address[] =>
        (ip === undefined || ip === "") && typeof hostname === "string" ? [{ type: "Hostname", value: hostname }] : [],
      );
      const all = [...given, ...named];
      return all.length > 0 ? all : ips(external);
    }
    case "NodePort":
      return ips(nodeAddresses(spec, { pods, nodes }));
    default:
      return ips(cluster);
  }
}

function texts(value: Json | undefined): readonly string[] {
  return asList(value).filter((one): one is string => typeof one === "string");
}

function ips(values: readonly string[]): readonly Address[] {
  return [...new Set(values)].map((value) => ({ type: "IPAddress", value }));
}

/** The nodes' own addresses, external ones first choice; of all nodes, or of those that lead to a proxy of their own only. */
function nodeAddresses(spec: JsonObject, { pods, nodes }: Omit<Places, "infra">): readonly string[] {
  const local = spec.externalTrafficPolicy === "Local";
  const serving = new Set(pods.filter(isReady).map((pod) => pod.spec?.nodeName));
  const families = texts(spec.ipFamilies);
  return nodes
    .filter(({ metadata }) => !local || serving.has(metadata.name))
    .flatMap(({ status = {} }) => {
      const all = asList(status.addresses).map(asObject);
      const ofType = (type: string): readonly string[] =>
        all.flatMap((one) => (one.type === type && typeof one.address === "string" ? [one.address] : []));
      const external = ofType("ExternalIP");
      return external.length > 0 ? external : ofType("InternalIP");
    })
    .filter((address) => families.length === 0 || families.includes(address.includes(":") ? "IPv6" : "IPv4"))
    .sort();
}

function isReady(pod: LiveObject): boolean {
  return conditionOf(pod, "Ready")?.status === "True" && pod.metadata.deletionTimestamp === undefined;
}

function conditionOf({ status = {} }: LiveObject, type: string): JsonObject | undefined {
  return asList(status.conditions)
    .map(asObject)
    .find((condition) => condition.type === type);
}

interface Reasons {
  readonly infra: Infra;
  readonly workload: LiveObject | undefined;
  readonly service: LiveObject | undefined;
  readonly pods: readonly LiveObject[];
  readonly running: number;
  readonly addresses: readonly Address[];
}

/** Why a fleet is not ready; undefined when it is. */
function reason({ infra, workload, service, pods, running, addresses }: Reasons): string | undefined {
  if (running === 0) {
    if (workload === undefined)
      return infra.listeners.length === 0 ? "No listener is valid." : "The proxies are being made.";
    const troubles = pods.flatMap(troubleOf).sort();
    const failed = conditionOf(workload, "ReplicaFailure");
    if (failed?.status === "True") troubles.push(String(failed.message));
    return troubles[0] ?? "No proxy is available yet.";
  }
  if (addresses.length > 0) return undefined;
  if (service === undefined) return "The Service is being made.";
  const name = `Service ${service.metadata.namespace}/${service.metadata.name}`;
  return service.spec?.type === "LoadBalancer"
    ? `${name} has no address of a load balancer yet.`
    : `${name} has no address yet.`;
}

/** What keeps a pod from serving, in the words of whoever keeps it. */
function troubleOf(pod: LiveObject): readonly string[] {
  if (pod.metadata.deletionTimestamp !== undefined || isReady(pod)) return [];
  const name = `Pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") return [`${name} cannot be scheduled: ${String(scheduled.message)}`];
  const { initContainerStatuses, containerStatuses } = pod.status ?? {};
  const waiting = [...asList(initContainerStatuses), ...asList(containerStatuses)]
    .map(asObject)
    .flatMap((container) => {
      const { reason: why, message } = asObject(asObject(container.state).waiting);
      const usual = why === undefined || why === "ContainerCreating" || why === "PodInitializing";
      return usual
        ? []
        : [`${name}, container ${String(container.name)}: ${[why, message].filter(Boolean).join(": ")}`];
    });
  return waiting.slice(0, 1);
}
