import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A stretch of network between a client and a server that can be cut. */
export interface CuttableProxy {
  readonly port: number;
  /** Client connections that are open. */
  readonly connections: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Swallows all bytes in silence, as a network that is partitioned does; new connections get no answer. */
  partition(): void;
  /** Ends all connections and goes on. */
  drop(): void;
  /** Lets everything through again. Connections from before a partition stay dead. */
  restore(): void;
  close(): Promise<void>;
}

/** Starts a proxy on a loopback port to another one. */
export async function startCuttableProxy(target: number): Promise<CuttableProxy> {
  const pairs = new Map<Socket, Socket>();
  let state: "open" | "cut" | "partitioned" = "open";
  const server = createServer((client) => {
    if (state === "cut") return void client.destroy();
    const upstream = connect(target, "127.0.0.1");
    pairs.set(client, upstream);
    const end = (): void => {
      pairs.delete(client);
      client.destroy();
      upstream.destroy();
    };
    let dead = state === "partitioned";
    client.on("data", (chunk) => {
      dead ||= state === "partitioned";
      if (!dead) upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      dead ||= state === "partitioned";
      if (!dead) client.write(chunk);
    });
    for (const socket of [client, upstream]) socket.on("error", () => undefined);
    client.on("close", end);
    // In a partition not even the end of a connection gets through.
    upstream.on("close", () => {
      if (state !== "partitioned") end();
    });
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
  const drop = (): void => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };
  return {
    port,
    get connections() {
      return pairs.size;
    },
    cut() {
      state = "cut";
      drop();
    },
    partition() {
      state = "partitioned";
    },
    drop,
    restore() {
      state = "open";
    },
    async close() {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
