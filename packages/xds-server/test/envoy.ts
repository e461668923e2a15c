import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const binary = process.env.ENVOY_PATH ?? "envoy";

/** False, with a message, where there is no Envoy to test with. */
export const hasEnvoy: boolean = spawnSync(binary, ["--version"]).status === 0;
if (!hasEnvoy) console.warn("skipped: no Envoy at ENVOY_PATH or on the PATH");

export interface EnvoySettings {
  readonly id?: string;
  readonly cluster?: string;
  readonly logLevel?: string;
  readonly drainSeconds?: number;
  /** Default: `DELTA_GRPC`. */
  readonly protocol?: "DELTA_GRPC" | "GRPC";
  /** One stream for each type instead of ADS. */
  readonly byType?: boolean;
  /** A transport socket for the xDS connection, as bootstrap JSON. */
  readonly transportSocket?: unknown;
  /** gRPC metadata of the xDS streams. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A real Envoy that takes everything from an ADS server. */
export class Envoy {
  readonly folder: string = mkdtempSync(join(tmpdir(), "sluice-xds-"));
  readonly #process: ChildProcess;
  readonly #bootstrap: string;
  #admin = "";

  constructor(xdsAddress: string, settings: EnvoySettings = {}) {
    this.#bootstrap = join(this.folder, "bootstrap.json");
    writeFileSync(this.#bootstrap, JSON.stringify(bootstrap(xdsAddress, settings)));
    this.#process = spawn(
      binary,
      [
        ["-c", this.#bootstrap, "--concurrency", "1", "--use-dynamic-base-id", "--disable-hot-restart"],
        ["--admin-address-path", join(this.folder, "admin"), "-l", settings.logLevel ?? "warning"],
        ["--log-path", join(this.folder, "log"), "--drain-time-s", String(settings.drainSeconds ?? 2)],
      ].flat(),
      { stdio: "ignore" },
    );
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Envoy's own log. */
  log(): string {
    return readFileSync(join(this.folder, "log"), "utf8");
  }

  /** An answer of the admin interface, as text. */
  async admin(path: string, method = "GET"): Promise<string> {
    while (this.#admin === "") {
      try {
        this.#admin = readFileSync(join(this.folder, "admin"), "utf8").trim();
      } catch {
        await sleep(10);
      }
    }
    const response = await fetch(`http://${this.#admin}${path}`, { method });
    return response.text();
  }

  /** Counters and gauges whose names match, by name. */
  async stats(filter: string): Promise<Readonly<Record<string, number>>> {
    const { stats } = JSON.parse(await this.admin(`/stats?format=json&filter=${encodeURIComponent(filter)}`)) as {
      stats: { name?: string; value: number }[];
    };
    return Object.fromEntries(stats.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value]])));
  }

  /** Port of a listener that was bound to port 0. */
  async port(listener: string): Promise<number> {
    const port = await eventually(async () => {
      const { listener_statuses = [] } = JSON.parse(await this.admin("/listeners?format=json")) as {
        listener_statuses?: { name: string; local_address: { socket_address: { port_value: number } } }[];
      };
      return listener_statuses.find(({ name }) => name === listener)?.local_address.socket_address.port_value;
    });
    return port;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  stop(): void {
    this.#process.kill("SIGCONT");
    this.#process.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits until `probe` gives something; at most 10 s by default. */
export async function eventually<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 10_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${probe}`);
    await sleep(5);
  }
}

function bootstrap(xdsAddress: string, settings: EnvoySettings): unknown {
  const {
    id = "proxy",
    cluster = "fleet",
    protocol: api_type = "DELTA_GRPC",
    byType = false,
    transportSocket,
    metadata = {},
  } = settings;
  const at = xdsAddress.lastIndexOf(":");
  const address = {
    socket_address: { address: xdsAddress.slice(0, at), port_value: Number(xdsAddress.slice(at + 1)) },
  };
  const initial_metadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  const api_config_source = {
    api_type,
    transport_api_version: "V3",
    grpc_services: [{ envoy_grpc: { cluster_name: "xds" }, initial_metadata }],
  };
  const protocol = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  return {
    node: { id, cluster },
    admin: { address: { socket_address: { address: "127.0.0.1", port_value: 0 } } },
    dynamic_resources: byType
      ? {
          cds_config: { api_config_source, resource_api_version: "V3" },
          lds_config: { api_config_source, resource_api_version: "V3" },
        }
      : {
          ads_config: api_config_source,
          cds_config: { ads: {}, resource_api_version: "V3" },
          lds_config: { ads: {}, resource_api_version: "V3" },
        },
    static_resources: {
      clusters: [
        {
          name: "xds",
          connect_timeout: "1s",
          typed_extension_protocol_options: {
            [protocol]: {
              "@type": `type.googleapis.com/${protocol}`,
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: { cluster_name: "xds", endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
          ...(transportSocket === undefined ? {} : { transport_socket: transportSocket }),
        },
      ],
    },
  };
}
