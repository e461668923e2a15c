import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import {
  aggregatedDiscoveryService,
  type EncodedResource,
  encodeDeltaDiscoveryResponse,
  typeUrl,
} from "@sluice/protos";
import { VirtualHost } from "@sluice/protos/envoy/config/route/v3/route_components";
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
} from "@sluice/protos/envoy/service/discovery/v3/discovery";

/** The binary at ENVOY_PATH, or the one on the PATH. */
export const envoyPath: string = process.env.ENVOY_PATH ?? "envoy";

/** False, with a message, where there is no Envoy: tests that need one are skipped. */
export const hasEnvoy: boolean = (() => {
  const found = spawnSync(envoyPath, ["--version"]).status === 0;
  if (!found) console.warn("skipped: no Envoy at ENVOY_PATH or on the PATH");
  return found;
})();

/** What a real Envoy has against a bootstrap; undefined when it accepts it. */
export function objectionTo(bootstrap: object): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "sluice-xds-translator-"));
  try {
    const file = join(folder, "bootstrap.json");
    writeFileSync(file, JSON.stringify(bootstrap));
    // Not a pipe: Node's are sockets, which Envoy cannot open as /dev/stdout.
    const run = spawnSync(envoyPath, ["--mode", "validate", "-c", file, "-l", "critical"], {
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
    });
    return run.status === 0 ? undefined : run.stderr || `ended with ${run.status ?? run.signal}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

type Stream = ServerDuplexStream<DeltaDiscoveryRequest, DeltaDiscoveryResponse | Uint8Array>;

/** An Envoy process fed by a delta stream that sends what it is told, at once and without any order of its own. */
export class LiveEnvoy {
  readonly refusals: string[] = [];
  readonly #server = new Server();
  readonly #folder = mkdtempSync(join(tmpdir(), "sluice-xds-translator-"));
  readonly #asked = new Set<string>();
  #resources = new Map<string, EncodedResource>();
  #stream: Stream | undefined;
  #process: ChildProcess | undefined;
  #nonce = 0;

  async start(resources: readonly EncodedResource[]): Promise<void> {
    this.#resources = new Map(resources.map((resource) => [resource.key, resource]));
    this.#server.addService(aggregatedDiscoveryService, {
      streamAggregatedResources: () => undefined,
      deltaAggregatedResources: (stream: Stream) => {
        this.#stream = stream;
        stream.on("data", (message: DeltaDiscoveryRequest) => this.#receive(message));
        stream.on("end", () => stream.end());
      },
    });
    const port = await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    const file = join(this.#folder, "bootstrap.json");
    writeFileSync(file, JSON.stringify(bootstrapFor(port)));
    const args = ["-c", file, "--concurrency", "1", "--use-dynamic-base-id", "-l", "error", "--log-path", this.#log];
    this.#process = spawn(envoyPath, args, { stdio: "ignore" });
  }

  /** Sends what changed, and forgets what is gone. */
  update(resources: readonly EncodedResource[]): void {
    const before = this.#resources;
    this.#resources = new Map(resources.map((resource) => [resource.key, resource]));
    const changed = resources.filter((resource) => before.get(resource.key)?.version !== resource.version);
    const gone = [...before.values()].filter(({ key }) => !this.#resources.has(key));
    for (const url of new Set([...changed, ...gone].map((resource) => resource.typeUrl)))
      this.#send(
        url,
        changed.filter((it) => it.typeUrl === url),
        gone.filter((it) => it.typeUrl === url),
      );
  }

  /** What the proxy logged, for messages of failing tests. */
  log(): string {
    return readFileSync(this.#log, "utf8");
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#process?.once("exit", done));
    this.#process?.kill("SIGKILL");
    if (this.#process) await ended;
    this.#server.forceShutdown();
    rmSync(this.#folder, { recursive: true });
  }

  get #log(): string {
    return join(this.#folder, "envoy.log");
  }

  #receive({ typeUrl: url = "", errorDetail, responseNonce, resourceNamesSubscribe }: DeltaDiscoveryRequest): void {
    if (errorDetail) this.refusals.push(errorDetail.message ?? "");
    if (responseNonce) return;
    const names = new Set(resourceNamesSubscribe ?? []);
    for (const name of names) this.#asked.add(`${url} ${name}`);
    const all = [...this.#resources.values()].filter((resource) => resource.typeUrl === url);
    this.#send(url, names.size > 0 ? all.filter(({ name }) => names.has(name)) : all, []);
  }

  #send(url: string, set: readonly EncodedResource[], removed: readonly EncodedResource[]): void {
    // Envoy asks for virtual hosts without names, and takes those whose prefix is a route configuration of its own.
    const wanted = url === typeUrl(VirtualHost) ? set : set.filter((it) => this.#isWanted(it));
    const nonce = String(++this.#nonce);
    this.#stream?.write(
      encodeDeltaDiscoveryResponse({
        typeUrl: url,
        nonce,
        systemVersionInfo: nonce,
        resources: wanted,
        removedResources: removed.map(({ name }) => name),
      }),
    );
  }

  #isWanted({ typeUrl: url, name }: EncodedResource): boolean {
    return /\.(Listener|Cluster)$/.test(url) || this.#asked.has(`${url} ${name}`);
  }
}

function bootstrapFor(port: number): object {
  const http2 = {
    "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    explicit_http_config: { http2_protocol_options: {} },
  };
  const address = { socket_address: { address: "127.0.0.1", port_value: port } };
  return {
    node: { id: "test", cluster: "test" },
    dynamic_resources: {
      ads_config: {
        api_type: "DELTA_GRPC",
        transport_api_version: "V3",
        grpc_services: [{ envoy_grpc: { cluster_name: "xds" } }],
      },
      lds_config: { ads: {}, resource_api_version: "V3" },
      cds_config: { ads: {}, resource_api_version: "V3" },
    },
    static_resources: {
      clusters: [
        {
          name: "xds",
          typed_extension_protocol_options: { "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": http2 },
          load_assignment: { cluster_name: "xds", endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
        },
      ],
    },
  };
}

/** A backend that answers with its name and the path it saw. */
export async function startBackend(name: string): Promise<{ readonly port: number; readonly stop: () => void }> {
  const server = createServer({ keepAliveTimeout: 0 }, (message, response) => response.end(`${name} ${message.url}`));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() };
}

/** `<status> <body>`, or the code of the error. */
export function get(port: number, host: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    const call = request({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        body += part;
      });
      response.on("end", () => resolve(`${response.statusCode} ${body}`.trim()));
    });
    call.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    call.end();
  });
}
