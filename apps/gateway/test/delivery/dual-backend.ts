import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { KeyPair } from "../traffic/certificates.ts";

/** A backend that speaks HTTP with and without TLS on one port, so that policies may come and go without anything to wait for. */
export interface DualBackend {
  readonly port: number;
  close(): void;
}

/** Starts a backend that answers every request with its name. */
export async function startDualBackend(name: string, pair: KeyPair): Promise<DualBackend> {
  const answer: RequestListener = (_, response) => response.end(name);
  const [plain, secure] = [createHttp(answer), createHttps(pair, answer)];
  // Or Node ends a connection while Envoy sends a request on it.
  for (const server of [plain, secure]) server.keepAliveTimeout = 0;
  const sockets = new Set<Socket>();
  const front = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    socket.once("readable", () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return;
      socket.unshift(first);
      // 22: a TLS handshake.
      (first[0] === 22 ? secure : plain).emit("connection", socket);
    });
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return {
    port: (front.address() as AddressInfo).port,
    close() {
      front.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
