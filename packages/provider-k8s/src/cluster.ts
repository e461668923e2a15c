import type { Json, JsonObject } from "@sluice/resources";

/** Where a cluster is, and how much it may be asked. */
export interface OpenClusterOptions {
  /** Path of a kubeconfig; default: `KUBECONFIG`, else the pod's service account, else `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** Context of the kubeconfig; default: its current one. */
  readonly context?: string;
  /** Requests per second that change something, and how many at once before that counts; default: no limit. */
  readonly writes?: { readonly perSecond: number; readonly burst: number };
}

/** One question to the API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/apis/gateway.networking.k8s.io/v1/gateways`, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: Json;
  /** Default: `application/json`. */
  readonly contentType?: string;
  /** Milliseconds until the answer must be complete; default 60,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What the API server said: an object for 2xx, a `Status` otherwise. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: JsonObject;
  /** Milliseconds to wait before asking again, when the server said so. */
  readonly retryAfterMs?: number;
}

/** An answer line by line: a watch. */
export interface ApiStream {
  readonly status: number;
  /** Of a status other than 200. */
  readonly body: JsonObject;
  readonly retryAfterMs?: number;
}

/** A cluster that can be asked. Credentials and authorities are read anew while it is open. */
export interface KubernetesCluster {
  readonly url: string;
  /** Namespace of the pod or of the context. */
  readonly namespace: string | undefined;
  /** One request; throws only when there was no answer. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** Requests and watches under way. */
  readonly open: number;
  /** Waits for requests that change something, then ends all connections. */
  close(): Promise<void>;
}
