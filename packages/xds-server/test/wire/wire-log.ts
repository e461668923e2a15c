// What went over the wire, as short as the checker needs it: one entry per request and response.
import { toJson, typeName } from "@sluice/protos";
import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
} from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { xdsTypes } from "../../src/order.ts";

/** Where and when. */
export interface Place {
  readonly proxy: string;
  /** Counts up per proxy. */
  readonly stream: number;
  /** Milliseconds since the start. */
  readonly at: number;
}

/** A resource of a response. */
export interface WireResource {
  readonly name: string;
  readonly version: string;
  /** The clusters that it names; only for listeners, routes and virtual hosts. */
  readonly clusters?: readonly string[];
}

export type WireEntry = Place &
  (
    | {
        readonly kind: "request";
        readonly typeUrl: string;
        readonly nonce: string;
        readonly error?: string;
        readonly subscribe: readonly string[];
        readonly unsubscribe: readonly string[];
        /** Versions by name that a reconnecting proxy tells. */
        readonly initial: Readonly<Record<string, string>>;
      }
    | {
        readonly kind: "response";
        readonly typeUrl: string;
        readonly nonce: string;
        readonly resources: readonly WireResource[];
        readonly removed: readonly string[];
      }
  );

const users: ReadonlySet<string> = new Set([xdsTypes.listener, xdsTypes.routeConfiguration, xdsTypes.virtualHost]);

export function toRequestEntry(place: Place, request: DeltaDiscoveryRequest): WireEntry {
  const { typeUrl = "", responseNonce: nonce = "", errorDetail } = request;
  return {
    ...place,
    kind: "request",
    typeUrl,
    nonce,
    ...(errorDetail === undefined ? {} : { error: errorDetail.message ?? "" }),
    subscribe: request.resourceNamesSubscribe ?? [],
    unsubscribe: request.resourceNamesUnsubscribe ?? [],
    initial: request.initialResourceVersions ?? {},
  };
}

export function toResponseEntry(place: Place, response: DeltaDiscoveryResponse): WireEntry {
  const { typeUrl = "", nonce = "", removedResources: removed = [] } = response;
  const resources = (response.resources ?? []).map(({ name = "", version = "", resource }) => {
    if (!users.has(typeUrl)) return { name, version };
    return { name, version, clusters: clustersIn(toJson(typeName(typeUrl), resource?.value ?? new Uint8Array())) };
  });
  return { ...place, kind: "response", typeUrl, nonce, resources, removed };
}

/** Every value of a field `cluster`, of `name` in `weightedClusters`, and of `clusterName` in a gRPC service, wherever it stands. */
export function clustersIn(json: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, field: string): void => {
    if (typeof value === "string") {
      if (field === "cluster" || field === "clusterName") found.add(value);
    } else if (Array.isArray(value)) for (const each of value) visit(each, field);
    else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value))
        visit(inner, field === "clusters" && name === "name" ? "cluster" : name);
    }
  };
  visit(json, "");
  return [...found];
}
