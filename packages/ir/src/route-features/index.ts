import type { Cors } from "./cors.ts";
import type { HeaderMutation } from "./header-mutation.ts";
import type { Mirror } from "./mirror.ts";
import type { Retry } from "./retry.ts";
import type { SessionPersistence } from "./session-persistence.ts";
import type { Timeout } from "./timeout.ts";
import type { UrlRewrite } from "./url-rewrite.ts";

/** What a route can say beyond its match and action: one line and one file per feature. Absent means not used. */
export interface RouteFeatures {
  readonly cors?: Cors;
  readonly requestHeaders?: HeaderMutation;
  readonly responseHeaders?: HeaderMutation;
  readonly mirrors?: readonly Mirror[];
  readonly urlRewrite?: UrlRewrite;
  readonly timeout?: Timeout;
  readonly retry?: Retry;
  readonly sessionPersistence?: SessionPersistence;
}

/** What can be said per backend of a rule. */
export type BackendFilters = Pick<RouteFeatures, "requestHeaders" | "responseHeaders" | "urlRewrite">;
