import type { AccessLog } from "./listener-features/access-log.ts";
import type { ObjectRef } from "./origin.ts";

/**
 * What all proxies of one Gateway (or of one GatewayClass, when its Gateways are merged) share.
 * Every other IR value names its fleet; `key` is `<namespace>/<name>` of the Gateway or the GatewayClass name.
 */
export interface Fleet {
  readonly key: string;
  readonly origin: ObjectRef;
  readonly ipFamily: IpFamily;
  /** Empty: access logging is off. */
  readonly accessLogs: readonly AccessLog[];
  /** The listener that answers readiness probes; absent where nothing probes it (host mode). */
  readonly readiness?: { readonly address: string; readonly port: number; readonly path: string };
  /** Name of the destination for the proxies' own Service (zone-aware routing), if there is one. */
  readonly localDestination?: string;
  /** Clusters of a NACKed or invalid resource are reported on these objects, too. */
  readonly settingsOrigin?: ObjectRef;
}

/** Which IP versions a fleet listens on and prefers towards backends. */
export type IpFamily = "IPv4" | "IPv6" | "DualStack";
