import type { Destination } from "@sluice/ir";

/** What routes need to know about a destination: little, so that they do not change with all of its settings. */
export interface DestinationTraits {
  /** `<fleet>|<name>` */
  readonly key: string;
  readonly discovery: Destination["discovery"]["kind"];
  /** The HTTP version that it insists on. */
  readonly http?: "1" | "2";
  /** SNI comes from each endpoint's host name. */
  readonly endpointSni: boolean;
  readonly zoneAware: boolean;
}

/** The traits of a destination. */
export function toTraits({ key, discovery, protocol, tls, features }: Destination): DestinationTraits {
  return {
    key,
    discovery: discovery.kind,
    ...(protocol === "WebSocket" ? { http: "1" } : protocol === "HTTP2" || protocol === "GRPC" ? { http: "2" } : {}),
    endpointSni: tls?.autoSniFromEndpoint === true,
    zoneAware: features.loadBalancing?.preferLocalZone !== undefined,
  };
}

/** Finds traits by the name of a destination. */
export type FindTraits = (destination: string) => DestinationTraits | undefined;

/**
 * Whether the backends of a rule could not share one cluster. Envoy Gateway answers 500 instead of 503 for a cluster that is missing
 * among such backends; so does Sluice, although its own clusters never hold more than one backend.
 */
export function areMixed(destinations: readonly string[], find: FindTraits): boolean {
  if (destinations.length < 2) return false;
  const traits = destinations.flatMap((name) => find(name) ?? []);
  const some = (holds: (of: DestinationTraits) => boolean): boolean => traits.some(holds);
  return (
    some(({ zoneAware }) => zoneAware) ||
    (some(({ discovery }) => discovery === "dns") && some(({ discovery }) => discovery === "endpoints")) ||
    (some(({ http }) => http === "1") && some(({ http }) => http === "2")) ||
    (some(({ endpointSni }) => endpointSni) && some(({ endpointSni }) => !endpointSni))
  );
}
