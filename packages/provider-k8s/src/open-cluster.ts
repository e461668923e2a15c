import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { JsonObject } from "@sluice/resources";
import type {
  ApiAnswer,
  ApiRequest,
  KubernetesCluster,
  OpenClusterOptions,
  StreamEnd,
  StreamRequest,
} from "./cluster.ts";
import type { Credentials } from "./credentials.ts";
import { kubeconfigCredentials, kubeconfigFiles } from "./kubeconfig.ts";
import { createLines } from "./lines.ts";
import { http } from "./node-http.ts";
import { inPod, serviceAccountCredentials } from "./service-account.ts";
import { createTokenBucket } from "./token-bucket.ts";

/** How long a connection may take to come about. */
const connectMs = 5000;
/** How long a request may take. */
const requestMs = 60_000;

/** Opens a cluster: of a kubeconfig, or the one that this pod runs in. Nothing is asked yet. */
export async function openCluster(options: OpenClusterOptions = {}): Promise<KubernetesCluster> {
  const named = options.kubeconfig !== undefined || (process.env.KUBECONFIG ?? "") !== "";
  const credentials =
    !named && inPod(process.env)
      ? serviceAccountCredentials(process.env)
      : await kubeconfigCredentials(kubeconfigFiles(process.env, options.kubeconfig), options.context);
  return new HttpCluster(credentials, options);
}

interface Sending {
  readonly method: string;
  readonly path: string;
  readonly query: ApiRequest["query"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly permit?: (() => boolean) | undefined;
  readonly signal: AbortSignal;
}

class HttpCluster implements KubernetesCluster {
  readonly url: string;
  readonly namespace: string | undefined;
  readonly #credentials: Credentials;
  readonly #userAgent: string;
  readonly #writes: ReturnType<typeof createTokenBucket> | undefined;
  readonly #sent = new Set<ClientRequest>();
  readonly #changes = new Set<Promise<unknown>>();
  #open = 0;
  #closed = false;

  constructor(credentials: Credentials, options: OpenClusterOptions) {
    this.url = credentials.url;
    this.namespace = credentials.namespace;
    this.#credentials = credentials;
    this.#userAgent = options.userAgent ?? "sluice";
    this.#writes = options.writes === undefined ? undefined : createTokenBucket(options.writes);
  }

  get open(): number {
    return this.#open;
  }

  async request(request: ApiRequest): Promise<ApiAnswer> {
    if (request.method === "GET") return this.#answer(request);
    const wait = request.urgent === true ? 0 : (this.#writes?.take(performance.now()) ?? 0);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const change = this.#answer(request);
    this.#changes.add(change);
    try {
      return await change;
    } finally {
      this.#changes.delete(change);
    }
  }

  async stream(request: StreamRequest): Promise<StreamEnd> {
    this.#open++;
    try {
      const response = await this.#send({
        method: "GET",
        path: request.path,
        query: request.query,
        headers: { accept: request.accept ?? "application/json" },
        body: undefined,
        signal: request.signal,
      });
      if (response.statusCode !== 200) {
        if (response.statusCode === 401) this.#credentials.refused();
        return { kind: "refused", answer: await readAnswer(response) };
      }
      const end = await readStream(response, request);
      return request.signal.aborted ? { kind: "closed" } : end;
    } catch (error) {
      if (request.signal.aborted) return { kind: "closed" };
      return { kind: "broken", message: messageOf(error) };
    } finally {
      this.#open--;
    }
  }

  async close(): Promise<void> {
    // What has just been stopped may be about to send its last change.
    do {
      await Promise.allSettled(this.#changes);
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#changes.size > 0);
    this.#closed = true;
    for (const sent of this.#sent) sent.destroy(new Error("the cluster was closed"));
    this.#credentials.close();
  }

  async #answer(request: ApiRequest): Promise<ApiAnswer> {
    this.#open++;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, request.timeoutMs ?? requestMs);
    if (request.signal?.aborted === true) end();
    request.signal?.addEventListener("abort", end);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const sending: Sending = {
      method: request.method,
      path: request.path,
      query: request.query,
      headers: {
        accept: request.accept ?? "application/json",
        ...(body === undefined ? {} : { "content-type": request.contentType ?? "application/json" }),
        // Without a length Node sends the body of a DELETE as if it were the next request.
        ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
      },
      body,
      permit: request.permit,
      signal: ending.signal,
    };
    try {
      const answer = await readAnswer(await this.#send(sending));
      if (answer.status !== 401) return answer;
      // A token may have been replaced since it was read.
      this.#credentials.refused();
      return await readAnswer(await this.#send(sending));
    } catch (error) {
      throw new Error(`${request.method} ${request.path}: ${late ? "no answer in time" : messageOf(error)}`);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", end);
      this.#open--;
    }
  }

  async #send({ method, path, query, headers, body, permit, signal }: Sending): Promise<IncomingMessage> {
    const { agent, headers: identity } = await this.#credentials.access();
    const url = new URL(this.url + path);
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
    signal.throwIfAborted();
    if (this.#closed) throw new Error("the cluster was closed");
    return new Promise((resolve, reject) => {
      const sent = (url.protocol === "http:" ? http.request : httpsRequest)(
        url,
        { method, agent, headers: { "user-agent": this.#userAgent, ...headers, ...identity }, signal },
        resolve,
      );
      this.#sent.add(sent);
      sent.on("close", () => this.#sent.delete(sent));
      sent.on("error", reject);
      const leave = (): void => {
        if (permit === undefined || permit()) sent.end(body);
        else sent.destroy(new Error("it was not sent, since it is not permitted any more"));
      };
      sent.on("socket", (socket) => {
        // A connection that was used before is ready; a new one tells when it is.
        if (!socket.connecting) return leave();
        const timer = setTimeout(() => sent.destroy(new Error(`no connection within ${connectMs} ms`)), connectMs);
        socket.once("close", () => clearTimeout(timer));
        socket.once(url.protocol === "http:" ? "connect" : "secureConnect", () => {
          clearTimeout(timer);
          leave();
        });
      });
    });
  }
}

async function readAnswer(response: IncomingMessage): Promise<ApiAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const after = Number(response.headers["retry-after"]);
  return {
    status: response.statusCode ?? 0,
    body: parseBody(text),
    ...(Number.isFinite(after) && response.headers["retry-after"] !== undefined ? { retryAfterMs: after * 1000 } : {}),
  };
}

/** Proxies and overloaded servers answer in plain words. */
function parseBody(text: string): JsonObject {
  if (text.startsWith("{")) return JSON.parse(text) as JsonObject;
  return { kind: "Status", message: text.slice(0, 500).trim() };
}

function readStream(response: IncomingMessage, { onOpen, onLines }: StreamRequest): Promise<StreamEnd> {
  onOpen();
  const lines = createLines();
  return new Promise((resolve) => {
    response.on("data", (chunk: Buffer) => {
      const complete = lines.push(chunk);
      if (complete.length > 0) onLines(complete);
    });
    response.on("end", () => resolve({ kind: "closed" }));
    response.on("error", (error) => resolve({ kind: "broken", message: messageOf(error) }));
    response.on("close", () => resolve({ kind: "broken", message: "the connection was closed" }));
  });
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses were tried, and each failed.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error.message === "" ? error.name : error.message;
}
