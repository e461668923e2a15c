import { Agent, createServer, request, type Server } from "node:http";

/** A backend that answers every request with its own name. */
export class Backend {
  readonly name: string;
  readonly #server: Server;

  constructor(name: string) {
    this.name = name;
    this.#server = createServer((_, response) => response.end(name));
    // Or Node ends a connection while Envoy sends a request on it.
    this.#server.keepAliveTimeout = 0;
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** One answer: its status, 0 for a failed connection, and its body. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends one request. */
export function get(port: number, host: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, headers: { host }, ...(agent ? { agent } : {}) }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", (error) => resolve({ status: 0, body: error.message }));
    sent.end();
  });
}

/** Sends requests without a pause over some connections until stopped. */
export class Load {
  count = 0;
  readonly failures: string[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  #running = true;
  readonly #loops: Promise<void>[];

  constructor(port: number, hosts: readonly string[], connections = 4) {
    this.#loops = Array.from({ length: connections }, (_, i) => this.#run(port, hosts, i));
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }

  async #run(port: number, hosts: readonly string[], offset: number): Promise<void> {
    for (let i = offset; this.#running; i++) {
      const host = hosts[i % hosts.length]!;
      const { status, body } = await get(port, host, this.#agent);
      this.count++;
      if (status !== 200) this.failures.push(`${host}: ${status} ${body}`);
    }
  }
}
