import type { WeightedBackend } from "./http-route.ts";
import type { Origin } from "./origin.ts";
import type { DownstreamTls } from "./tls.ts";

/** A TCPRoute or TLSRoute on one listener. Only routes that take effect are here: of several TCPRoutes on a listener, the oldest. */
export interface TcpRoute {
  /** `<fleet>|<listener>|<kind>/<namespace>/<name>` */
  readonly key: string;
  readonly fleet: string;
  /** Name of a `TcpListener`. */
  readonly listener: string;
  /** `<kind>/<namespace>/<name>`: names the filter chain. */
  readonly name: string;
  readonly origin: Origin;
  /** Server names to match; empty: any connection. */
  readonly snis: readonly string[];
  readonly tls:
    | { readonly kind: "none" }
    | { readonly kind: "passthrough" }
    | { readonly kind: "terminate"; readonly tls: DownstreamTls };
  readonly backends: readonly WeightedBackend[];
  /** As in `HttpRouteSet`. */
  readonly age: string;
}

/** The UDPRoute of a listener: the oldest one, others are left out. */
export interface UdpRoute {
  /** `<fleet>|<listener>|<kind>/<namespace>/<name>` */
  readonly key: string;
  readonly fleet: string;
  /** Name of a `UdpListener`. */
  readonly listener: string;
  readonly name: string;
  readonly origin: Origin;
  readonly backends: readonly WeightedBackend[];
  /** As in `HttpRouteSet`. */
  readonly age: string;
}
