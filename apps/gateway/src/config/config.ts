import type { HostDirectories } from "@sluice/infra-manager";
import type { KubernetesConfig } from "./kubernetes-config.ts";

/** How loud one part of the gateway is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Everything that an administrator decides. */
export interface Config {
  /** GatewayClasses with this `controllerName` are ours. */
  readonly controllerName: string;
  /** Where objects without a namespace belong, and where the control plane itself would live. */
  readonly controllerNamespace: string;
  readonly dnsDomain: string;
  /** Files and folders of manifests. */
  readonly paths: readonly string[];
  /** Resources come from the API server, and statuses go there; without it from `paths`. */
  readonly kubernetes?: KubernetesConfig;
  readonly directories: HostDirectories;
  /** Whether Envoys are run on this machine. */
  readonly runProxies: boolean;
  /** A configured Envoy; otherwise one is looked for, and downloaded if need be. */
  readonly envoy?: string;
  /** Where proxies find xDS: `127.0.0.1:0` is any free port. Absent: port 18000 for pods, a free port for processes of this machine. */
  readonly xdsAddress?: string;
  /** Folder of the control plane's certificates (`tls.crt`, `tls.key`, `ca.crt`) where proxies are pods. Absent: they are kept in Secrets. */
  readonly certificates?: string;
  readonly admin?: HostAndPort;
  /** Where `/healthz` and `/readyz` are answered for a kubelet. */
  readonly health?: HostAndPort | undefined;
  /** Where Prometheus finds `/metrics`. */
  readonly metrics?: HostAndPort | undefined;
  readonly extensionApis: { readonly backend: boolean; readonly envoyPatchPolicy: boolean };
  readonly sdsSecretRef: boolean;
  readonly perResourceSystemCaSecret: boolean;
  /** Applies to all fleets, below what classes and Gateways say; shape of an EnvoyProxy's spec. */
  readonly envoyProxy?: Readonly<Record<string, unknown>>;
  readonly logging: Logging;
  /** All statuses as a YAML stream, kept up to date in this file. */
  readonly statusFile?: string;
}

/** Where a server of this program listens. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** What is logged, and how it looks. */
export interface Logging {
  /** `pretty`: for people at a terminal; `text`: the same lines without colours; `json`: one object per line. */
  readonly format: "pretty" | "text" | "json";
  readonly level: LogLevel;
  /** Levels of single parts: `provider`, `xds-server`, `infrastructure`, … */
  readonly levels: Readonly<Record<string, LogLevel>>;
}

/** What holds before anybody decides anything. */
export function defaultConfig(directories: HostDirectories, format: Logging["format"]): Config {
  return {
    controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
    controllerNamespace: "envoy-gateway-system",
    dnsDomain: "cluster.local",
    paths: [],
    directories,
    runProxies: true,
    extensionApis: { backend: true, envoyPatchPolicy: false },
    sdsSecretRef: false,
    perResourceSystemCaSecret: false,
    logging: { format, level: "info", levels: {} },
  };
}
