import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { aggregatedDiscoveryService, fromJson, type Json } from "@sluice/protos";
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
} from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { type Certificates, ensureCertificates } from "../src/index.ts";

type Stream = ServerDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse | Uint8Array>;
const listenerType = "type.googleapis.com/envoy.config.listener.v3.Listener";

/** A delta ADS server that sends all proxies the same listeners: enough to see what processes do. */
export interface ControlPlane {
  readonly port: number;
  /** What proxies said that the last response was not good for. */
  readonly nacks: string[];
  /** Node ids of open streams. */
  readonly nodes: readonly string[];
  /** Names and definitions of all listeners there are from now on. */
  send(listeners: readonly { readonly name: string; readonly [field: string]: Json }[]): void;
  stop(): Promise<void>;
}

/** Starts a control plane with the certificates below `directory`. */
export async function startControlPlane(directory: string, port = 0): Promise<ControlPlane> {
  const { controlPlane }: Certificates = await ensureCertificates(directory);
  const streams = new Map<Stream, string>();
  const nacks: string[] = [];
  let listeners: readonly { readonly name: string; readonly [field: string]: Json }[] = [];
  let sent: readonly string[] = [];
  let version = 0;
  const server = new Server();
  server.addService(aggregatedDiscoveryService, {
    streamAggregatedResources: (call: Stream) => call.end(),
    deltaAggregatedResources: (call: Stream) => {
      streams.set(call, "");
      call.on("data", (request: DeltaDiscoveryRequest) => {
        if (request.node?.id) streams.set(call, request.node.id);
        if (request.errorDetail?.message) nacks.push(request.errorDetail.message);
        if (!request.responseNonce) answer(call, request.typeUrl ?? "", []);
      });
      call.on("end", () => call.end());
      call.on("error", () => streams.delete(call));
      call.on("close", () => streams.delete(call));
    },
  });
  const answer = (call: Stream, typeUrl: string, removed: readonly string[]): void => {
    version += 1;
    const resources =
      typeUrl !== listenerType
        ? []
        : listeners.map((value) => ({
            name: value.name,
            version: `${version}`,
            resource: fromJson(value, listenerType),
            aliases: [],
          }));
    call.write({ typeUrl, nonce: `${version}`, resources, removedResources: [...removed] } as never);
  };
  const bound = await new Promise<number>((resolve, reject) => {
    const pair = {
      cert_chain: Buffer.from(controlPlane.certificate),
      private_key: Buffer.from(controlPlane.privateKey),
    };
    const credentials = ServerCredentials.createSsl(Buffer.from(controlPlane.trusted), [pair], true);
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, got) => (error ? reject(error) : resolve(got)));
  });
  return {
    port: bound,
    nacks,
    get nodes() {
      return [...streams.values()].sort();
    },
    send(next) {
      const names = next.map(({ name }) => name);
      const removed = sent.filter((name) => !names.includes(name));
      listeners = next;
      sent = names;
      for (const call of streams.keys()) answer(call, listenerType, removed);
    },
    stop: async () => server.forceShutdown(),
  };
}

/** A listener that answers every request with `body`, after `delay` if given, and writes access logs to its stdout. */
export function answering(
  port: number,
  body: string,
  delay?: string,
): { readonly name: string; readonly [field: string]: Json } {
  const faults =
    delay === undefined
      ? []
      : [
          {
            name: "envoy.filters.http.fault",
            typed_config: {
              "@type": "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault",
              delay: { fixed_delay: delay, percentage: { numerator: 100 } },
            },
          },
        ];
  return {
    name: `port-${port}`,
    address: { socket_address: { address: "127.0.0.1", port_value: port } },
    filter_chains: [
      {
        filters: [
          {
            name: "envoy.filters.network.http_connection_manager",
            typed_config: {
              "@type":
                "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
              stat_prefix: "http",
              access_log: [
                {
                  name: "envoy.access_loggers.file",
                  typed_config: {
                    "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
                    path: "/dev/stdout",
                    log_format: { text_format_source: { inline_string: `%REQ(:PATH)% ${body}\n` } },
                  },
                },
              ],
              route_config: {
                virtual_hosts: [
                  {
                    name: "all",
                    domains: ["*"],
                    routes: [
                      { match: { prefix: "/" }, direct_response: { status: 200, body: { inline_string: body } } },
                    ],
                  },
                ],
              },
              http_filters: [
                ...faults,
                {
                  name: "envoy.filters.http.router",
                  typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
                },
              ],
            },
          },
        ],
      },
    ],
  };
}
