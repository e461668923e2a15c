import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  createServer as createH2cServer,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { KeyPair } from "./certificates.ts";

/** What a backend saw of a request; it answers with this as JSON. */
export interface Echo {
  readonly backend: string;
  /** `1.1` or `2.0`. */
  readonly httpVersion: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** Over TLS: the server name asked for, and the common name of the client's certificate. */
  readonly tls?: { readonly sni: string | false | null; readonly client: string | undefined };
}

/** How a backend answers instead of with its echo. */
export interface Behaviour {
  readonly status?: number;
  readonly delayMs?: number;
  /** Closes the connection without an answer. */
  readonly reset?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpBackendShape {
  readonly protocol?: "http1" | "h2c" | "https";
  /** For `https`, which speaks HTTP/2 and HTTP/1.1; clients' certificates are checked against `ca` where it is given. */
  readonly tls?: KeyPair & { readonly ca?: string };
  readonly behave?: (seen: Echo) => Behaviour;
  /** Where to listen; 127.0.0.1 unless told. */
  readonly address?: string;
}

/** An HTTP server that tells what it sees. */
export interface HttpBackend {
  readonly port: number;
  /** All requests so far. */
  readonly seen: readonly Echo[];
  stop(): Promise<void>;
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export async function startHttpBackend(name: string, shape: HttpBackendShape = {}): Promise<HttpBackend> {
  const seen: Echo[] = [];
  const sockets = new Set<Socket>();
  const server = makeServer(shape, (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk;
    });
    request.on("end", () => {
      const echo = toEcho(name, request, body);
      seen.push(echo);
      const { delayMs = 0, ...how } = shape.behave?.(echo) ?? {};
      setTimeout(() => answer(response as ServerResponse, echo, how), delayMs);
    });
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, shape.address ?? "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function makeServer(
  { protocol, tls }: HttpBackendShape,
  handle: (request: Request, response: Response) => void,
): Server {
  switch (protocol ?? "http1") {
    case "http1":
      return createHttpServer({ keepAliveTimeout: 0 }, handle);
    case "h2c":
      return createH2cServer(handle) as unknown as Server;
    case "https": {
      const { ca, ...pair } = tls!;
      const client = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
      return createSecureServer({ ...pair, ...client, allowHTTP1: true }, handle) as unknown as Server;
    }
  }
}

function toEcho(backend: string, request: Request, body: string): Echo {
  const { httpVersion, method = "", url = "", headers } = request;
  const socket = "stream" in request ? (request.stream.session?.socket as TLSSocket) : (request.socket as TLSSocket);
  const secure = socket.encrypted
    ? {
        tls: {
          sni: (socket as TLSSocket & { servername?: string | false }).servername ?? null,
          client: clientOf(socket),
        },
      }
    : {};
  const host = String(headers[":authority"] ?? headers.host ?? "");
  return { backend, httpVersion, method, path: url, host, headers: { ...headers }, body, ...secure };
}

function clientOf(socket: TLSSocket): string | undefined {
  const name = socket.getPeerCertificate()?.subject?.CN;
  return Array.isArray(name) ? name[0] : name;
}

function answer(response: ServerResponse, echo: Echo, { status = 200, reset = false, headers = {} }: Behaviour): void {
  if (reset) {
    response.socket?.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(echo));
}
