import type { Origin } from "./origin.ts";
import type { BackendFilters, RouteFeatures } from "./route-features/index.ts";

/**
 * All routes that one HTTPRoute or GRPCRoute puts on one hostname of one listener: the unit of change.
 * A virtual host is assembled from the sets that share `listener` and `hostname`.
 */
export interface HttpRouteSet {
  /** `<fleet>|<listener>|<hostname>|<kind>/<namespace>/<name>` */
  readonly key: string;
  readonly fleet: string;
  /** Name of an `HttpListener`. */
  readonly listener: string;
  /** A domain of the virtual host: `*`, `www.example.com` or `*.example.com`. */
  readonly hostname: string;
  readonly origin: Origin;
  /** In the order of rules and matches. Precedence is applied when the virtual host is assembled. */
  readonly routes: readonly HttpRoute[];
  /** Orders sets of equal precedence: creation time, then namespace, then name. Compare with `<`. */
  readonly age: string;
  /** The set needs HTTP/2 or gRPC-specific handling on its listener. */
  readonly grpc: boolean;
}

/** One match of one rule. */
export interface HttpRoute {
  /** `<kind>/<namespace>/<name>/rule/<i>/match/<j>/<hostname with . as _>` */
  readonly name: string;
  readonly origin: Origin;
  readonly match: HttpMatch;
  readonly action: HttpAction;
  readonly features: RouteFeatures;
}

/** What a request must look like; an absent or empty part matches everything. */
export interface HttpMatch {
  readonly path?: PathMatch;
  readonly method?: string;
  readonly headers: readonly ValueMatch[];
  /** Envoy cannot invert these. */
  readonly queryParams: readonly Omit<ValueMatch, "invert">[];
  readonly cookies: readonly ValueMatch[];
}

/** A match on the request's path. A prefix matches whole path segments. */
export type PathMatch =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "regex"; readonly value: string };

/** A match on a named value. A `regex` must match the whole value (RE2). */
export interface ValueMatch {
  readonly name: string;
  readonly kind: "exact" | "prefix" | "suffix" | "regex" | "present";
  /** "" for `present`. */
  readonly value: string;
  readonly invert?: boolean;
}

/** What happens to a matching request. */
export type HttpAction =
  | { readonly kind: "forward"; readonly backends: readonly WeightedBackend[] }
  | RedirectAction
  | RespondAction;

/** Answers with a redirect; absent parts keep what the request had. */
export interface RedirectAction {
  readonly kind: "redirect";
  readonly scheme?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly path?: PathModifier;
  readonly statusCode: number;
}

/** Answers without a backend. `problem`: the route is broken and fails closed. */
export interface RespondAction {
  readonly kind: "respond";
  readonly statusCode: number;
  readonly body?: Uint8Array;
  readonly contentType?: string;
  readonly problem?: string;
}

/** How a path is rewritten. */
export type PathModifier =
  | { readonly kind: "full"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "regex"; readonly pattern: string; readonly substitution: string };

/** A share of a rule's traffic. Shares are relative to the sum of weights. */
export type WeightedBackend =
  | {
      readonly kind: "destination";
      /** Name of a `Destination` of the same fleet. */
      readonly destination: string;
      readonly weight: number;
      readonly filters?: BackendFilters;
      readonly origin: Origin;
    }
  /** A broken reference: its share is answered with 500. */
  | { readonly kind: "invalid"; readonly weight: number; readonly reason: string }
  /** A valid backend without ready endpoints: its share is answered with 503. */
  | { readonly kind: "unavailable"; readonly weight: number; readonly reason: string; readonly origin: Origin };
