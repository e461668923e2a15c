import { absurd, type WeightedBackend } from "@sluice/ir";
import {
  type WeightedCluster_ClusterWeight as ClusterWeight,
  RouteAction_ClusterNotFoundResponseCode as NotFoundCode,
  type RouteAction,
} from "@sluice/protos/envoy/config/route/v3/route_components";
import { areMixed, type FindTraits } from "../clusters/traits.ts";
import { toHeaderFields } from "../route-features/header-mutation.ts";

/** A name that no cluster has, so that its share gets `cluster_not_found_response_code`. */
export const missingCluster = "invalid-backend-cluster";

/** Which clusters a route goes to, and what answers the shares that have none. */
export function toForward(backends: readonly WeightedBackend[], traits: FindTraits): RouteAction {
  const shares = backends.filter(({ weight }) => weight > 0);
  const [first, ...rest] = shares;
  if (!first) {
    // Gateway API, `HTTPRouteRule`: without a backend that gets traffic, requests are answered with 500.
    const clusterNotFoundResponseCode = NotFoundCode.INTERNAL_SERVER_ERROR;
    return { clusterNotFoundResponseCode, clusterSpecifier: { $case: "cluster", value: missingCluster } };
  }
  if (first.kind === "destination" && rest.length === 0 && !first.filters)
    return { clusterSpecifier: { $case: "cluster", value: first.destination } };
  const missing = shares.reduce((sum, share) => sum + (share.kind === "destination" ? 0 : share.weight), 0);
  const clusters = shares.flatMap((share) => (share.kind === "destination" ? [toClusterWeight(share)] : []));
  const needsCode =
    missing > 0 ||
    shares.some((share) => share.kind === "destination" && share.filters) ||
    areMixed(destinationsOf(backends), traits);
  return {
    ...(needsCode ? { clusterNotFoundResponseCode: notFoundCode(shares) } : {}),
    clusterSpecifier: {
      $case: "weightedClusters",
      value: { clusters: missing > 0 ? [{ name: missingCluster, weight: missing }, ...clusters] : clusters },
    },
  };
}

/** 500 for broken references; 503 as soon as a backend is only without endpoints, because Envoy knows one code per route. */
function notFoundCode(shares: readonly WeightedBackend[]): NotFoundCode {
  return shares.some(({ kind }) => kind === "unavailable")
    ? NotFoundCode.SERVICE_UNAVAILABLE
    : NotFoundCode.INTERNAL_SERVER_ERROR;
}

function toClusterWeight({
  destination,
  weight,
  filters,
}: Extract<WeightedBackend, { kind: "destination" }>): ClusterWeight {
  const host = filters?.urlRewrite?.host;
  return {
    name: destination,
    weight,
    ...toHeaderFields(filters?.requestHeaders, filters?.responseHeaders),
    ...(host?.kind === "literal"
      ? { hostRewriteSpecifier: { $case: "hostRewriteLiteral", value: host.value } as const }
      : {}),
  };
}

/** Names of the destinations that a list of backends refers to. */
export function destinationsOf(backends: readonly WeightedBackend[]): readonly string[] {
  return backends.flatMap((backend) => {
    switch (backend.kind) {
      case "destination":
        return backend.weight > 0 ? [backend.destination] : [];
      case "invalid":
      case "unavailable":
        return [];
      default:
        return absurd(backend);
    }
  });
}
