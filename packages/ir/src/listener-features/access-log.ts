/** One access log. */
export interface AccessLog {
  readonly sink: { readonly kind: "file"; readonly path: string };
  readonly format:
    | { readonly kind: "text"; readonly text: string }
    /** Field name to format string. */
    | { readonly kind: "json"; readonly fields: Readonly<Record<string, string>> };
  /** CEL expressions; an entry is written when all hold. */
  readonly matches?: readonly string[];
  /** Where it applies; absent: on listeners (requests that match no filter chain) and on routes. */
  readonly scope?: "listener" | "route";
}
