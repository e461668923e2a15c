import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type ConnectionOptions, createServer as createTlsServer, connect as tlsConnect } from "node:tls";
import type { KeyPair } from "./certificates.ts";

/** A server that answers each piece of data with its own name before it: `<name>:<data>`. */
export interface EchoServer {
  readonly port: number;
  stop(): Promise<void>;
}

export function startTcpBackend(name: string): Promise<EchoServer> {
  return listen(createServer(), "connection", name);
}

export function startTlsBackend(name: string, pair: KeyPair): Promise<EchoServer> {
  return listen(createTlsServer({ ...pair }), "secureConnection", name);
}

async function listen(server: Server, event: string, name: string): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on(event, (socket: Socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => socket.write(`${name}:${data}`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export async function startUdpBackend(name: string): Promise<EchoServer> {
  const socket = createSocket("udp4");
  socket.on("message", (data, from) => socket.send(`${name}:${data}`, from.port, from.address));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, stop: () => new Promise((resolve) => socket.close(() => resolve())) };
}

/** What comes back for `text`; undefined when the connection is closed without an answer. */
export function sayTcp(port: number, text: string): Promise<string | undefined> {
  return exchange(connect({ host: "127.0.0.1", port }), "connect", text);
}

/** As `sayTcp`, over TLS; also tells whose certificate the server showed. */
export async function sayTls(
  port: number,
  text: string,
  options: ConnectionOptions & { readonly servername: string },
): Promise<{ readonly answer: string | undefined; readonly certificate: string | undefined }> {
  const socket = tlsConnect({ host: "127.0.0.1", port, ...options });
  let certificate: string | undefined;
  socket.on("secureConnect", () => {
    const { CN } = socket.getPeerCertificate().subject;
    certificate = Array.isArray(CN) ? CN[0] : CN;
  });
  return { answer: await exchange(socket, "secureConnect", text), certificate };
}

function exchange(socket: Socket, ready: string, text: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (answer: string | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(5_000, () => end(undefined));
    socket.on("error", () => end(undefined));
    socket.on("close", () => end(undefined));
    socket.on(ready, () => socket.write(text));
    socket.on("data", (data) => end(String(data)));
  });
}

/** What comes back for `text`; sent again until something does, for up to `patienceMs`. */
export function sayUdp(port: number, text: string, patienceMs = 5_000): Promise<string | undefined> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    const send = (): void => socket.send(text, port, "127.0.0.1");
    const again = setInterval(send, 200);
    const end = (answer: string | undefined): void => {
      clearInterval(again);
      clearTimeout(patience);
      socket.close();
      resolve(answer);
    };
    const patience = setTimeout(() => end(undefined), patienceMs);
    socket.on("message", (data) => end(String(data)));
    send();
  });
}

/** A UDP port that is free now. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
