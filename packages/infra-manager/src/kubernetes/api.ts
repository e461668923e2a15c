import type { Json, JsonObject } from "../desired/json.ts";

/** One question to an API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/apis/apps/v1/deployments`, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: Json;
  /** `application/json` unless given. */
  readonly contentType?: string;
  /** Milliseconds until the answer must be complete, or until a stream must have begun; 60,000 unless given. */
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

/** An API server that can be asked. */
export interface KubernetesApi {
  /** One request; rejects only when there was no answer. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** An answer line by line; ends when the server ends it, rejects when the connection breaks. */
  stream(request: ApiRequest, onLine: (line: string) => void): Promise<ApiAnswer>;
}
