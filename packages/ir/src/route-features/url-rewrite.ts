import type { PathModifier } from "../http-route.ts";

/** Changes the request's host and path before it is forwarded. */
export interface UrlRewrite {
  readonly path?: PathModifier;
  readonly host?:
    | { readonly kind: "literal"; readonly value: string }
    /** Takes the value of a request header. */
    | { readonly kind: "header"; readonly name: string }
    /** Takes the endpoint's host name. */
    | { readonly kind: "backend" }
    | { readonly kind: "pathRegex"; readonly pattern: string; readonly substitution: string };
  /** Tell the backend the original host in X-Forwarded-Host. */
  readonly appendForwardedHost: boolean;
}
