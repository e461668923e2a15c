import type { Problem } from "@sluice/ir";
import type { EnvoySearchEvent } from "./envoy/search-event.ts";

/** Severity of a line that Envoy logs. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** What happens to the proxies; `key` is the fleet's, times are in milliseconds. */
export type InfraEvent =
  | { readonly kind: "search"; readonly event: EnvoySearchEvent }
  | { readonly kind: "certificates"; readonly renewed: readonly string[] }
  | { readonly kind: "starting"; readonly key: string; readonly pid: number; readonly envoy: string }
  | { readonly kind: "live"; readonly key: string; readonly pid: number; readonly afterMs: number }
  | { readonly kind: "log"; readonly key: string; readonly pid: number; readonly line: LogLine }
  /** A line that Envoy writes to its standard output: access logs, as a rule. */
  | { readonly kind: "output"; readonly key: string; readonly text: string }
  /** A new process takes over the sockets of one that serves. */
  | { readonly kind: "replacing"; readonly key: string; readonly pid: number }
  | { readonly kind: "draining"; readonly key: string; readonly pid: number; readonly connections: number }
  | {
      readonly kind: "exited";
      readonly key: string;
      readonly pid: number;
      readonly how: string;
      readonly wanted: boolean;
    }
  | { readonly kind: "restarting"; readonly key: string; readonly inMs: number }
  /** A process of a Sluice that is gone was ended. */
  | { readonly kind: "leftover"; readonly pid: number }
  /** An object in a cluster was written; `object` is `Deployment namespace/name`. */
  | {
      readonly kind: "written";
      readonly key: string;
      readonly object: string;
      readonly change: "created" | "changed" | "deleted";
    }
  /** `key` is absent when the problem concerns all fleets. */
  | { readonly kind: "problem"; readonly key?: string; readonly problem: Problem };

/** One line of Envoy's own log. */
export interface LogLine {
  readonly level: LogLevel;
  /** The logger's name: `config`, `upstream`; empty when the line has none. */
  readonly component: string;
  readonly message: string;
}
