// A control plane that follows an RxJS stream. Here it is the lines of the standard input, such as {"shop.test": 8081, "blog.test": 8082}: hosts and
// the ports of their servers on this machine. It could as well be a database, a message queue or another API.
import { createInterface } from "node:readline";
import { createGraph } from "@sluice/collections";
import { type EncodedResource, fromJson, type Json } from "@sluice/protos";
import { serveXds, toResource, xdsTypes } from "@sluice/xds-server";
import { filter, fromEvent, map } from "rxjs";

type Hosts = Readonly<Record<string, number>>;

const source = createGraph().source<EncodedResource>("resources");
const server = serveXds({ resources: source, address: process.env.XDS ?? "127.0.0.1:18000" });
console.log(`xDS for nodes of the cluster "edge": ${await server.address}`);

fromEvent(createInterface({ input: process.stdin }), "line", parse)
  .pipe(
    filter((hosts) => hosts !== undefined),
    map(toResources),
  )
  .subscribe((resources) => {
    // The whole list each time: the server finds out what changed, and in which order it may reach a proxy without a failed request.
    source.replace(resources);
    // From the first list on, proxies are served; before it, they keep what they have.
    source.markSynced();
  });

function parse(line: string): Hosts | undefined {
  try {
    return JSON.parse(line) as Hosts;
  } catch {
    console.error(`not JSON: ${line}`);
    return undefined;
  }
}

function toResources(hosts: Hosts): readonly EncodedResource[] {
  const clusters = Object.values(hosts).map((port) => ({ typeUrl: xdsTypes.cluster, name: `port-${port}` }));
  return [
    ...new Map(Object.values(hosts).map((port) => [port, cluster(port)])).values(),
    make(
      xdsTypes.routeConfiguration,
      "routes",
      { virtualHosts: Object.entries(hosts).map(virtualHost) },
      { needs: clusters },
    ),
    make(xdsTypes.listener, "http", listener, { brings: [{ typeUrl: xdsTypes.routeConfiguration, name: "routes" }] }),
  ];
}

function make(
  typeUrl: string,
  name: string,
  content: Readonly<Record<string, Json>>,
  relations: Partial<Pick<EncodedResource, "needs" | "brings">> = {},
): EncodedResource {
  const { value } = fromJson({ "@type": typeUrl, name, ...content });
  return toResource({ fleet: "edge", typeUrl, name, value, ...relations });
}

function cluster(port: number): EncodedResource {
  const address = { socketAddress: { address: "127.0.0.1", portValue: port } };
  const endpoints = [{ lbEndpoints: [{ endpoint: { address } }] }];
  const name = `port-${port}`;
  return make(xdsTypes.cluster, name, { connectTimeout: "5s", loadAssignment: { clusterName: name, endpoints } });
}

function virtualHost([host, port]: [string, number]): Json {
  return { name: host, domains: [host], routes: [{ match: { prefix: "/" }, route: { cluster: `port-${port}` } }] };
}

const manager = {
  "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
  statPrefix: "http",
  rds: { routeConfigName: "routes", configSource: { ads: {}, resourceApiVersion: "V3" } },
  httpFilters: [
    {
      name: "envoy.filters.http.router",
      typedConfig: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
    },
  ],
};
const listener = {
  address: { socketAddress: { address: "127.0.0.1", portValue: 0 } },
  filterChains: [{ filters: [{ name: "http", typedConfig: manager }] }],
};
