import { unwatchFile, watchFile } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Observable } from "rxjs";
import type { Config } from "./config/config.ts";

/** How often a configuration file is looked at: ConfigMaps are mounted by links, whose changes no event tells reliably. */
const lookEveryMs = 1_000;

/** Says when a file has changed. */
export function watchChanges(file: string): Observable<void> {
  return new Observable((subscriber) => {
    const look = (): void => subscriber.next();
    watchFile(file, { interval: lookEveryMs }, look);
    return () => unwatchFile(file, look);
  });
}

/** What a new configuration means for a gateway that runs. */
export type Reload =
  | { readonly kind: "same" }
  /** Only the log changes. */
  | { readonly kind: "logging" }
  /** Everything but the proxies is made anew. */
  | { readonly kind: "restart" }
  /** Proxies that are processes of this one could not run on. */
  | { readonly kind: "later" };

/** Decides how to take up a configuration. */
export function reloadOf(before: Config, after: Config): Reload {
  if (isDeepStrictEqual(before, after)) return { kind: "same" };
  const { format } = before.logging;
  if (isDeepStrictEqual({ ...before, logging: after.logging }, after) && format === after.logging.format)
    return { kind: "logging" };
  return isDeepStrictEqual(hostOf(before), hostOf(after)) ? { kind: "restart" } : { kind: "later" };
}

/** What processes of this machine cannot leave while they run. */
function hostOf({ runProxies, directories, envoy }: Config): unknown {
  return runProxies ? { directories, envoy } : undefined;
}
