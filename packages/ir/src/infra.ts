import type { ObjectRef } from "./origin.ts";

/** What one proxy deployment must look like, whoever runs it. */
export interface Infra {
  /** The fleet's key. */
  readonly key: string;
  /** Equal to `key`, or the Gateway's name in gateway-namespace mode. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owner: ObjectRef;
  readonly listeners: readonly InfraListener[];
  /** Addresses that the user asked for. */
  readonly addresses: readonly string[];
  /** The effective EnvoyProxy spec, defaults not filled in; shape of `gateway.envoyproxy.io/v1alpha1`. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** Collectors of `config.telemetry.metrics.sinks` whose backends were resolved; absent: their names are taken as written. */
  readonly metricSinks?: readonly MetricSink[];
}

/** An OpenTelemetry collector that takes proxies' statistics. */
export interface MetricSink {
  readonly host: string;
  readonly port: number;
  /** What the `:authority` header says, when that is not the cluster's name. */
  readonly authority?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly countersAsDeltas: boolean;
  readonly histogramsAsDeltas: boolean;
  /** Absent: no TLS. */
  readonly tls?: {
    readonly serverName?: string;
    /** PEM, or the ones that the proxy's image brings; absent: whoever answers is trusted. */
    readonly authority?: string | "system";
    /** Names of which the collector's certificate must have one; absent: any name will do. */
    readonly names?: readonly { readonly type: "DNS" | "URI"; readonly value: string }[];
  };
}

/** A port to expose. */
export interface InfraListener {
  readonly name: string;
  readonly address: string | undefined;
  readonly ports: readonly InfraPort[];
}

/** One port: what clients use, and what Envoy binds. */
export interface InfraPort {
  /** `<protocol>-<port>`, lowercase. */
  readonly name: string;
  readonly protocol: "HTTP" | "HTTPS" | "TLS" | "TCP" | "UDP";
  readonly servicePort: number;
  readonly containerPort: number;
  readonly http3?: boolean;
}

/** What is true of a fleet's proxies; it makes Gateways Programmed. */
export interface FleetState {
  readonly key: string;
  readonly ready: boolean;
  readonly addresses: readonly { readonly type: "IPAddress" | "Hostname"; readonly value: string }[];
  /** Why it is not ready, in words for a status. */
  readonly message?: string;
  /** Proxies running, and proxies wanted. */
  readonly running: number;
  readonly wanted: number;
}
