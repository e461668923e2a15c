import type { ListenerFeatures } from "./listener-features/index.ts";
import type { Origin } from "./origin.ts";
import type { DownstreamTls } from "./tls.ts";

/** One listener of a Gateway or ListenerSet that takes traffic. Listeners of one fleet, transport and port share an Envoy listener. */
export type Listener = HttpListener | TcpListener | UdpListener;

/** What every listener has. */
export interface ListenerBase {
  /** `<fleet>|<name>` */
  readonly key: string;
  readonly fleet: string;
  /** `<gateway namespace>/<gateway name>/[<ListenerSet namespace>/<name>/]<listener>`: also names Envoy's listener, route configuration and filter chain. */
  readonly name: string;
  readonly origin: Origin;
  /** What Envoy binds. */
  readonly address: string;
  readonly port: number;
  /** What clients connect to. */
  readonly externalPort: number;
  /** Creation order among the listeners that share a port: the first one gives the Envoy listener its name and settings. */
  readonly order: string;
}

/** HTTP and HTTPS (with `tls`). */
export interface HttpListener extends ListenerBase {
  readonly kind: "http";
  /** `*` or the listener's hostname, maybe with a wildcard label. */
  readonly hostname: string;
  readonly tls?: DownstreamTls;
  /** Hostnames or certificates overlap with another listener of the port: HTTP/2 must be off (connection coalescing). */
  readonly tlsOverlaps: boolean;
  /** Keep the order in which rules are listed instead of the order of precedence. */
  readonly preserveRouteOrder: boolean;
  readonly features: ListenerFeatures;
}

/** TCP, TLS passthrough and TLS terminated into TCP: `TcpRoute`s say which. */
export interface TcpListener extends ListenerBase {
  readonly kind: "tcp";
  readonly protocol: "TCP" | "TLS";
  readonly features: ListenerFeatures;
}

/** UDP. */
export interface UdpListener extends ListenerBase {
  readonly kind: "udp";
}
