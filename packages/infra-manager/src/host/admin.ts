import { http } from "../node-http.ts";

/** What `/ready` says; `unreachable` when nothing answers in time. */
export type ServerState = "LIVE" | "DRAINING" | "PRE_INITIALIZING" | "INITIALIZING" | "unreachable";

/** A socket that Envoy listens on. */
export interface OpenPort {
  readonly port: number;
  readonly udp: boolean;
}

/** A listener that Envoy could not set up. */
export interface FailedListener {
  readonly name: string;
  readonly reason: string;
}

const patienceMs = 2_000;

/** Envoy's admin interface at `host:port`. */
export class AdminClient {
  readonly #host: string;
  readonly #port: number;

  constructor(address: string) {
    const colon = address.lastIndexOf(":");
    this.#host = address.slice(0, colon).replace(/^\[|\]$/g, "");
    this.#port = Number(address.slice(colon + 1));
  }

  async state(): Promise<ServerState> {
    const text = await this.#ask("GET", "/ready").catch(() => undefined);
    const state = text?.trim();
    switch (state) {
      case "LIVE":
      case "DRAINING":
      case "PRE_INITIALIZING":
      case "INITIALIZING":
        return state;
      default:
        return "unreachable";
    }
  }

  async openPorts(): Promise<readonly OpenPort[]> {
    const { listener_statuses = [] } = JSON.parse(await this.#ask("GET", "/listeners?format=json")) as ListenersJson;
    return listener_statuses.flatMap(({ local_address, additional_local_addresses = [] }) =>
      [local_address, ...additional_local_addresses].flatMap((address) => {
        const socket = address?.socket_address;
        return socket === undefined ? [] : [{ port: socket.port_value ?? 0, udp: socket.protocol === "UDP" }];
      }),
    );
  }

  async failedListeners(): Promise<readonly FailedListener[]> {
    const mask = "mask=name,error_state.details";
    const text = await this.#ask("GET", `/config_dump?resource=dynamic_listeners&${mask}`);
    const { configs = [] } = JSON.parse(text) as DumpJson;
    return configs.flatMap(({ name = "", error_state }) =>
      error_state?.details === undefined ? [] : [{ name, reason: error_state.details }],
    );
  }

  /** Asks for `Connection: close` and GOAWAY on what is open, and closes the listeners after the drain time. */
  async drain(): Promise<void> {
    await this.#ask("POST", "/drain_listeners?graceful&skip_exit");
  }

  /** Makes health checks that Envoy answers fail. */
  async failHealthChecks(): Promise<void> {
    await this.#ask("POST", "/healthcheck/fail");
  }

  /** Connections of clients, those to the admin interface and to `ownPorts` left out. */
  async connections(ownPorts: readonly number[] = []): Promise<number> {
    const filter = encodeURIComponent("^listener\\..*\\.downstream_cx_active$");
    const text = await this.#ask("GET", `/stats?type=Gauges&filter=${filter}`);
    let total = 0;
    for (const line of text.split("\n")) {
      const [name = "", value = "0"] = line.split(": ");
      const own = ownPorts.some((port) => name.endsWith(`_${port}.downstream_cx_active`));
      if (own || name.startsWith("listener.admin.") || /\.(worker_\d+|main_thread)\./.test(name)) continue;
      total += Number(value);
    }
    return total;
  }

  #ask(method: "GET" | "POST", path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { host: this.#host, port: this.#port, method, path, agent: false, timeout: patienceMs };
      const asked = http.request(options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => resolve(text));
      });
      asked.on("timeout", () => asked.destroy(new Error("the admin interface does not answer")));
      asked.on("error", reject);
      asked.end();
    });
  }
}

interface AddressJson {
  readonly socket_address?: { readonly port_value?: number; readonly protocol?: string };
}

interface ListenersJson {
  readonly listener_statuses?: readonly {
    readonly local_address?: AddressJson;
    readonly additional_local_addresses?: readonly AddressJson[];
  }[];
}

interface DumpJson {
  readonly configs?: readonly { readonly name?: string; readonly error_state?: { readonly details?: string } }[];
}
