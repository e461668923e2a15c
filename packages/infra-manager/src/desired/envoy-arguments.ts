import type { ProxySettings } from "./proxy-settings.ts";

/** Who a proxy is and how long it may take to end. */
export interface ProxyIdentity {
  /** The fleet's key. */
  readonly cluster: string;
  /** What tells it from its siblings. */
  readonly node: string;
  readonly drainMs: number;
}

/** Envoy's arguments apart from its bootstrap, paths and epochs. */
export function envoyArguments(settings: ProxySettings, { cluster, node, drainMs }: ProxyIdentity): readonly string[] {
  const components = Object.entries(settings.componentLogLevels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([component, level]) => `${component}:${level}`);
  const drainSeconds = Math.ceil(drainMs / 1000);
  return [
    // Here and not only in the bootstrap, so that a replacing bootstrap keeps its fleet.
    ...["--service-cluster", cluster, "--service-node", node],
    ...["--log-level", settings.logLevel, "--component-log-level", components.join(",")],
    ...["--drain-strategy", "immediate", "--drain-time-s", `${drainSeconds}`],
    ...(settings.concurrency === undefined ? ["--cpuset-threads"] : ["--concurrency", `${settings.concurrency}`]),
    ...settings.extraArgs,
  ];
}
