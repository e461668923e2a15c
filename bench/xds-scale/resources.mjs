// What both servers serve: clusters as a translator makes them, with endpoints from EDS, and one listener.
import { writeFileSync } from "node:fs";
import { fromJson } from "../../protos/dist/index.js";

const ads = { ads: {}, resourceApiVersion: "V3" };
const types = {
  cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  loadAssignment: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
};

/** Name of a cluster, and of its endpoints. */
export function clusterName(index) {
  return `httproute/team-${index % 50}/service-${index}/rule/0`;
}

function cluster(name) {
  return {
    name,
    altStatName: name.replaceAll("/", "_"),
    type: "EDS",
    edsClusterConfig: { edsConfig: ads, serviceName: name },
    connectTimeout: "10s",
    perConnectionBufferLimitBytes: 32768,
    lbPolicy: "LEAST_REQUEST",
    circuitBreakers: { thresholds: [{ maxRetries: 1024 }] },
    commonLbConfig: {},
    dnsLookupFamily: "V4_PREFERRED",
    ignoreHealthOnHostRemoval: true,
    metadata: {
      filterMetadata: { "envoy-gateway": { resources: [{ kind: "HTTPRoute", name, namespace: "default" }] } },
    },
  };
}

/** The endpoints of a cluster; the port of the last one tells versions apart. */
function loadAssignment(name, port) {
  const endpoint = (ip, portValue) => ({
    endpoint: { address: { socketAddress: { address: ip, portValue } } },
    loadBalancingWeight: 1,
  });
  const lbEndpoints = [endpoint("10.244.17.101", 8080), endpoint("10.244.18.7", 8080), endpoint("10.244.31.254", port)];
  const locality = { region: `${name}/backend/0` };
  return { clusterName: name, endpoints: [{ locality, lbEndpoints, loadBalancingWeight: 1 }] };
}

function listener(clusterNames) {
  const proxy = { "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy" };
  return {
    name: "default/gateway/tcp",
    address: { socketAddress: { address: "0.0.0.0", portValue: 10080 } },
    filterChains: [
      { filters: [{ name: "tcp", typedConfig: { ...proxy, statPrefix: "tcp", cluster: clusterNames[0] } }] },
    ],
  };
}

function resource(typeUrl, name, content) {
  return { typeUrl, name, value: Buffer.from(fromJson(content, typeUrl).value).toString("base64") };
}

/** New endpoints of a cluster, as both servers take them. */
export function changedEndpoints(index, port) {
  const name = clusterName(index);
  return resource(types.loadAssignment, name, loadAssignment(name, port));
}

/** Writes JSON lines of `{ typeUrl, name, value (base64), needs, brings }`. */
export function writeResources(file, count) {
  const names = Array.from({ length: count }, (_, index) => clusterName(index));
  const resources = [
    ...names.map((name) => ({
      ...resource(types.cluster, name, cluster(name)),
      brings: [{ typeUrl: types.loadAssignment, name }],
    })),
    ...names.map((name) => resource(types.loadAssignment, name, loadAssignment(name, 8080))),
    {
      ...resource(types.listener, "default/gateway/tcp", listener(names)),
      needs: [{ typeUrl: types.cluster, name: names[0] }],
    },
  ];
  writeFileSync(file, resources.map((each) => `${JSON.stringify(each)}\n`).join(""));
}
