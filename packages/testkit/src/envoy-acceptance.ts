import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph, type Source } from "@sluice/collections";
import { concatBytes, type EncodedResource } from "@sluice/protos";
import { serveXds, type XdsServer } from "@sluice/xds-server";

/** A resource that Envoy does not take, and what it says. */
export interface Refusal {
  readonly resource: string;
  readonly message: string;
}

/** One real Envoy that is fed one configuration after another. */
export interface EnvoyJudge {
  /** What Envoy refuses of one fleet's resources. Listeners bind free ports, whatever ports they name. */
  judge(resources: readonly EncodedResource[]): Promise<readonly Refusal[]>;
  close(): Promise<void>;
}

const fleet = "judged";
const listenerType = "type.googleapis.com/envoy.config.listener.v3.Listener";
/**
 * `address: { socket_address: { port_value: 0 } }` (fields 2, 1, 3): behind a message it is merged into it, without decoding,
 * so that listeners bind any free port.
 */
const anyPort = new Uint8Array([0x12, 0x04, 0x0a, 0x02, 0x18, 0x00]);

/** Starts the Envoy at `path`. */
export async function startJudge(path: string): Promise<EnvoyJudge> {
  const graph = createGraph();
  const source = graph.source<EncodedResource>("judged");
  source.markSynced();
  graph.flush();
  const server = serveXds({ resources: source, address: "127.0.0.1:0" });
  const folder = mkdtempSync(join(tmpdir(), "sluice-judge-"));
  const config = join(folder, "envoy.json");
  writeFileSync(config, JSON.stringify(bootstrap(Number((await server.address).split(":").pop()))));
  const envoy = spawn(
    path,
    [
      "-c",
      config,
      "--concurrency",
      "1",
      "-l",
      "off",
      "--use-dynamic-base-id",
      "--drain-time-s",
      "1",
      "--drain-strategy",
      "immediate",
    ],
    {
      stdio: "ignore",
    },
  );
  return {
    judge: (resources) => judge({ resources, source, server, envoy }),
    async close() {
      envoy.kill("SIGKILL");
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Feed {
  readonly resources: readonly EncodedResource[];
  readonly source: Source<EncodedResource>;
  readonly server: XdsServer;
  readonly envoy: ChildProcess;
}

async function judge({ resources, source, server, envoy }: Feed): Promise<readonly Refusal[]> {
  source.replace(resources.map(toJudged));
  const names = new Set(resources.map(({ typeUrl, name }) => `${typeUrl} ${name}`));
  for (const started = Date.now(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (envoy.exitCode !== null || envoy.signalCode !== null) throw new Error("Envoy ended while it was fed");
    const [stream] = server.snapshot();
    if (stream && isSettled(stream.lanes, names)) break;
    if (Date.now() - started > 40_000) throw new Error(`Envoy does not settle: ${JSON.stringify(server.snapshot())}`);
  }
  return server.nacks
    .list()
    .map(({ resource, message }) => ({ resource: `${resource.typeUrl} ${resource.name}`, message }));
}

type Lane = ReturnType<XdsServer["snapshot"]>[number]["lanes"][number];

/**
 * Listeners and clusters are asked for at the start, and everything else follows from them. What was there before may stay
 * until its listener has drained.
 */
function isSettled(lanes: readonly Lane[], names: ReadonlySet<string>): boolean {
  const isOpen = (lane: Lane): boolean =>
    lane.outOfStep.some(
      (name) => names.has(`${lane.typeUrl} ${name}`) && !lane.refused.some((refused) => refused.name === name),
    );
  return (
    lanes.filter(({ wildcard }) => wildcard).length >= 2 &&
    lanes.every((lane) => lane.unanswered === 0 && !isOpen(lane))
  );
}

function toJudged(resource: EncodedResource): EncodedResource {
  const value = resource.typeUrl === listenerType ? concatBytes([resource.value, anyPort]) : resource.value;
  return { ...resource, fleet, key: `${fleet}|${resource.typeUrl}|${resource.name}`, value };
}

function bootstrap(port: number): object {
  const ads = { ads: {}, resource_api_version: "V3" };
  return {
    node: { id: "judge", cluster: fleet },
    dynamic_resources: {
      ads_config: {
        api_type: "DELTA_GRPC",
        transport_api_version: "V3",
        grpc_services: [{ envoy_grpc: { cluster_name: "xds" } }],
      },
      lds_config: ads,
      cds_config: ads,
    },
    static_resources: {
      clusters: [
        {
          name: "xds",
          connect_timeout: "1s",
          typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: "xds",
            endpoints: [
              {
                lb_endpoints: [
                  { endpoint: { address: { socket_address: { address: "127.0.0.1", port_value: port } } } },
                ],
              },
            ],
          },
        },
      ],
    },
  };
}
