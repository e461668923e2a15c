import type { Keyed } from "@sluice/collections";
import type { ClusterAlias, HttpRouteSet, ObjectRef, Origin, WeightedBackend } from "@sluice/ir";
import type { ParentReference } from "@sluice/resources";
import type { DestinationWant } from "../backends/destination.ts";
import type { RouteFault } from "../status/conditions.ts";
import type { AttachPoint } from "./parent.ts";

/** Everything that one route comes to: the source of its routes, destinations and status. */
export interface RouteBinding extends Keyed {
  /** `<Kind>/<namespace>/<name>` */
  readonly key: string;
  readonly ref: ObjectRef;
  readonly generation?: number;
  /** Orders routes that match the same requests: the smallest wins. */
  readonly age: string;
  /** One per reference to a Gateway or ListenerSet of ours. */
  readonly parents: readonly BoundParent[];
  readonly sets: readonly HttpRouteSet[];
  readonly candidates: readonly L4Candidate[];
  readonly wants: readonly DestinationWant[];
  readonly aliases: readonly ClusterAlias[];
  /** BackendTLSPolicies in use, by parent. */
  readonly policies: readonly { readonly policy: string; readonly parentRef: ParentReference }[];
}

/** One parent of a route, as its status tells. */
export interface BoundParent {
  readonly parentRef: ParentReference;
  /** Keys of the listeners that count the route as attached. */
  readonly attached: readonly string[];
  /** Keys of the match conditions that it serves there: see `overlapKeys`. */
  readonly served: readonly string[];
  readonly faults: readonly RouteFault[];
  readonly ruleCount: number;
  /** Indexes of the rules that are not accepted. */
  readonly brokenRules: readonly number[];
}

/** A TCPRoute, TLSRoute or UDPRoute that wants a listener; not all of them get it. */
export interface L4Candidate extends Keyed {
  /** `<listener>|<kind>/<namespace>/<name>` */
  readonly key: string;
  readonly fleet: string;
  readonly listener: AttachPoint;
  readonly kind: "TLSRoute" | "TCPRoute" | "UDPRoute";
  readonly origin: Origin;
  /** Server names; empty for kinds without. */
  readonly hosts: readonly string[];
  readonly backends: readonly WeightedBackend[];
  readonly age: string;
}
