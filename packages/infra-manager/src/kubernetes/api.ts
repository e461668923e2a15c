import type { Json, JsonObject } from "../desired/json.ts";

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One question to an API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/apis/apps/v1/deployments`, without the query. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: Json;
  /** `application/json` unless given. */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** Asked in the instant before the request leaves; "no" rejects it. */
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

/** An API server that can be asked; the `KubernetesCluster` of @sluice/provider-k8s is one. */
export interface KubernetesApi {
  /** One request; rejects only when there was no answer. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  stream(request: StreamRequest): Promise<StreamEnd>;
}
