import type { BackendFeatures } from "./backend-features/index.ts";
import type { IpFamily } from "./fleet.ts";
import type { Origin } from "./origin.ts";
import type { UpstreamTls } from "./tls.ts";

/**
 * Where traffic goes: one Envoy cluster. Its identity is the backend and the settings that apply, never the route, so routes share it
 * and moving a rule re-points nothing. Its endpoints are a separate value (`Assignment`), so that they change alone.
 */
export interface Destination {
  /** `<fleet>|<name>` */
  readonly key: string;
  readonly fleet: string;
  /** `<kind>/<namespace>/<name>/<port>[/<protocol>][/<hash of settings>]`: also the cluster's name. */
  readonly name: string;
  readonly origin: Origin;
  readonly discovery: Discovery;
  readonly protocol: BackendProtocol;
  /** The IP versions that the backend is known to have; absent: not known, IPv4 is preferred. */
  readonly ipFamily?: IpFamily;
  readonly tls?: UpstreamTls;
  readonly features: BackendFeatures;
}

/**
 * A name under which Envoy Gateway's users know clusters: `httproute/<ns>/<name>/rule/<i>`, with `/backend/<k>` for one backend, or
 * `-mirror-<filter>`. It depends on routes, and is therefore no part of a `Destination`, which would change with every route.
 */
export interface ClusterAlias {
  /** `<fleet>|<name>` */
  readonly key: string;
  readonly fleet: string;
  readonly name: string;
  /** Names of `Destination`s of the same fleet, sorted. */
  readonly destinations: readonly string[];
}

/** How Envoy learns a destination's addresses. */
export type Discovery =
  /** From the `Assignment`, over EDS. */
  | { readonly kind: "endpoints" }
  /** From DNS, for the host names in the `Assignment`. */
  | { readonly kind: "dns"; readonly refreshMs: number; readonly respectTtl: boolean }
  /** From each request's own host name. */
  | { readonly kind: "dynamicResolver" };

/** What the backend speaks. */
export type BackendProtocol = "HTTP" | "HTTP2" | "GRPC" | "TCP" | "UDP" | "WebSocket";

/** The endpoints of one destination. */
export interface Assignment {
  /** `<fleet>|<destination>` */
  readonly key: string;
  readonly fleet: string;
  /** Name of a `Destination`. */
  readonly destination: string;
  /** In a stable order; each becomes one or more localities. */
  readonly groups: readonly EndpointGroup[];
}

/** Endpoints that came from one backend. */
export interface EndpointGroup {
  readonly name: string;
  readonly origin?: Origin;
  readonly weight: number;
  /** 0 is used first; higher ones when lower ones are unhealthy. */
  readonly priority: number;
  readonly endpoints: readonly Endpoint[];
}

/** One address. */
export interface Endpoint {
  readonly address:
    | { readonly kind: "ip"; readonly ip: string; readonly port: number }
    | { readonly kind: "fqdn"; readonly hostname: string; readonly port: number }
    | { readonly kind: "unix"; readonly path: string };
  /** Used for host rewriting, SNI and health checks. */
  readonly hostname?: string;
  readonly zone?: string;
  /** Terminating, but still serving: kept for established sessions. */
  readonly draining: boolean;
}
