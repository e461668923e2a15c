import type { Json, JsonObject } from "@sluice/resources";
import type { Rate } from "./token-bucket.ts";

/** Where a cluster is, and how much it may be asked. */
export interface OpenClusterOptions {
  /** Path of a kubeconfig; default: `KUBECONFIG`, else the pod's service account, else `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** Context of the kubeconfig; default: its current one. */
  readonly context?: string;
  /** Requests that change something, per second and at once; default: no limit but the server's own. */
  readonly writes?: Rate;
  /** Name of this program for the server's logs; default `sluice`. */
  readonly userAgent?: string;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One question to the API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/apis/gateway.networking.k8s.io/v1/gateways`, without the query. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: Json;
  /** Default: `application/json`. */
  readonly contentType?: string;
  /** Default: `application/json`. */
  readonly accept?: string;
  /** Milliseconds until the answer must be complete; default 60,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Does not wait for its turn when requests that change something are limited. */
  readonly urgent?: boolean;
  /**
   * Asked in the instant before the request leaves this process; if it says no, nothing is sent and `request` throws. A process
   * may be paused between a check of its own and the end of a TLS handshake.
   */
  readonly permit?: () => boolean;
}

/** What the API server said: an object for 2xx, usually a `Status` otherwise. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: JsonObject;
  /** Milliseconds to wait before asking again, when the server said so. */
  readonly retryAfterMs?: number;
}

/** A question whose answer comes line by line. */
export interface StreamRequest {
  readonly path: string;
  readonly query?: Query;
  readonly accept?: string;
  readonly signal: AbortSignal;
  /** The server has accepted the request. */
  onOpen(): void;
  /** All lines that arrived together. */
  onLines(lines: readonly string[]): void;
}

/** How a stream ended: the server closed it, or did not open it, or the connection broke. */
export type StreamEnd =
  | { readonly kind: "closed" }
  | { readonly kind: "refused"; readonly answer: ApiAnswer }
  | { readonly kind: "broken"; readonly message: string };

/** A cluster that can be asked. Credentials and authorities are read anew while it is open. */
export interface KubernetesCluster {
  readonly url: string;
  /** Namespace of the pod or of the context. */
  readonly namespace: string | undefined;
  /** One request; throws only when there was no answer. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  stream(request: StreamRequest): Promise<StreamEnd>;
  /** Requests and streams under way. */
  readonly open: number;
  /** Waits for requests under way that change something, then ends everything. */
  close(): Promise<void>;
}
