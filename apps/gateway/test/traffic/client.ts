import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect as http2Connect, type IncomingHttpStatusHeader } from "node:http2";
import { request as httpsRequest, type RequestOptions } from "node:https";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import type { Echo } from "./http-backend.ts";

/** A request to a port of this machine. */
export interface Sent {
  readonly port: number;
  /** `:authority` or Host. */
  readonly host: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** TLS with this server name (else the host's); certificates are checked against `ca`. */
  readonly tls?: Pick<ConnectionOptions, "ca" | "servername" | "cert" | "key" | "ALPNProtocols">;
}

/** What came back; failures to get anything are rejections. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `h2`, `http/1.1`, or what ALPN did not say. */
  readonly alpn: string | false | null;
  /** The common name in the server's certificate. */
  readonly certificate: string | undefined;
}

const patience = 10_000;

/** One HTTP/1.1 request on a connection of its own. */
export function send(sent: Sent): Promise<Received> {
  const { port, host, method = "GET", path = "/", headers = {}, body, tls } = sent;
  const common = { host: "127.0.0.1", port, method, path, headers: { ...headers, host }, agent: false } as const;
  return new Promise((resolve, reject) => {
    // Node's types do not know that all options of tls.connect() are taken.
    const secure: RequestOptions & ConnectionOptions = {
      ...common,
      servername: hostname(host),
      ALPNProtocols: ["http/1.1"],
      ...tls,
    };
    const request = tls ? httpsRequest(secure) : httpRequest(common);
    request.on("response", (response) => {
      const peer = tls ? peerOf(response.socket as TLSSocket) : noPeer;
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, ...peer }),
      );
      response.on("error", reject);
    });
    request.setTimeout(patience, () => request.destroy(new Error("no answer in time")));
    request.on("error", reject);
    request.end(body);
  });
}

/** One HTTP/2 request on a connection of its own: h2c with prior knowledge, or over TLS. */
export async function sendHttp2(sent: Sent): Promise<Received> {
  const { port, host, method = "GET", path = "/", headers = {}, body, tls } = sent;
  const origin = `${tls ? "https" : "http"}://127.0.0.1:${port}`;
  const session = http2Connect(origin, { servername: hostname(host), ...tls });
  try {
    return await new Promise((resolve, reject) => {
      session.on("error", reject);
      const stream = session.request({ ":authority": host, ":method": method, ":path": path, ...headers });
      stream.setTimeout(patience, () => stream.destroy(new Error("no answer in time")));
      stream.on("error", reject);
      let received: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
      stream.on("response", (given) => {
        received = given;
      });
      let text = "";
      stream.on("data", (chunk) => {
        text += chunk;
      });
      stream.on("end", () => {
        const peer = tls ? peerOf(session.socket as TLSSocket) : noPeer;
        resolve({ status: received[":status"] ?? 0, headers: received, body: text, ...peer });
      });
      stream.end(body);
    });
  } finally {
    session.destroy();
  }
}

/** What a backend saw, from an answer of `startHttpBackend`. */
export function echoOf(received: Received): Echo {
  if (received.status !== 200) throw new Error(`no echo, but ${received.status}: ${received.body}`);
  return JSON.parse(received.body) as Echo;
}

const noPeer = { alpn: null, certificate: undefined };

function peerOf(socket: TLSSocket): Pick<Received, "alpn" | "certificate"> {
  const { CN } = socket.getPeerCertificate().subject ?? {};
  return { alpn: socket.alpnProtocol, certificate: Array.isArray(CN) ? CN[0] : CN };
}

/** What goes into SNI: a name without a port. */
function hostname(host: string): string {
  return host.replace(/:\d+$/, "");
}
