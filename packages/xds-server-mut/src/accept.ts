import { createServer, type ListenOptions, type Socket } from "node:net";

/** Where accepted connections go; grpc-js's ConnectionInjector is one. */
export interface ConnectionSink {
  injectConnection(connection: Socket): void;
}

/** Accepts TCP or Unix connections and hands them on, so that something can be done before each handshake. */
export class Acceptor {
  readonly #sockets = new Set<Socket>();
  readonly #server: ReturnType<typeof createServer>;

  constructor(sink: ConnectionSink, beforeHandshake: () => void) {
    this.#server = createServer({ noDelay: true, pauseOnConnect: false }, (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      beforeHandshake();
      sink.injectConnection(socket);
    });
  }

  /** Resolves with the bound address. */
  listen(address: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(parseAddress(address), () => {
        const bound = this.#server.address();
        if (bound === null || typeof bound === "string") resolve(address);
        else resolve(bound.family === "IPv6" ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`);
      });
    });
  }

  /** Stops accepting and ends what is open. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}

function parseAddress(address: string): ListenOptions {
  if (address.startsWith("unix:")) return { path: address.slice("unix:".length) };
  const parts = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(address);
  if (parts === null) throw new Error(`not an address: ${address} (expected host:port, [ipv6]:port or unix:path)`);
  return { host: parts[1] ?? (parts[2] || "::"), port: Number(parts[3]) };
}
