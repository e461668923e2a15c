import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import type { KeyPair } from "./certificates.ts";
import type { EchoServer } from "./sockets.ts";

/** A WebSocket server that answers each message with `<name>:<message>`; over TLS with `tls`. */
export async function startWebSocketBackend(name: string, tls?: KeyPair): Promise<EchoServer> {
  const server = tls ? createHttpsServer({ ...tls }) : createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    socket.on("error", () => {});
    socket.on("message", (data) => socket.send(`${name}${request.url}:${data}`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** An open WebSocket. */
export interface Conversation {
  say(text: string): Promise<string>;
  end(): void;
}

/** Opens a WebSocket through a gateway; rejects when the upgrade is refused. */
export async function converse(of: {
  readonly port: number;
  readonly host: string;
  readonly path?: string;
}): Promise<Conversation> {
  const socket = new WebSocket(`ws://127.0.0.1:${of.port}${of.path ?? "/"}`, { headers: { host: of.host } });
  await once(socket, "open");
  return {
    async say(text) {
      const answer = once(socket, "message");
      socket.send(text);
      return String((await answer)[0]);
    },
    end: () => socket.terminate(),
  };
}
