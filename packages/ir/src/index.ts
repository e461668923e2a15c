//  gatewayapi-translator ──> Xds   (fleets, listeners, routes, destinations, assignments, secrets) ──> xds-translator
//                       └──> Infra (one per fleet) ──> infra-manager ──> FleetState
//  every stage ──> Report { about, problem }
//
// Plain readonly data. Values are joined by name within a fleet; `key` is unique within one list.

export type { CircuitBreaker } from "./backend-features/circuit-breaker.ts";
export type { BackendFeatures } from "./backend-features/index.ts";
export type { LoadBalancing } from "./backend-features/load-balancing.ts";
export type {
  Assignment,
  BackendProtocol,
  ClusterAlias,
  Destination,
  Discovery,
  Endpoint,
  EndpointGroup,
} from "./destination.ts";
export type { Milliseconds } from "./duration.ts";
export type { Fleet, IpFamily } from "./fleet.ts";
export type {
  HttpAction,
  HttpMatch,
  HttpRoute,
  HttpRouteSet,
  PathMatch,
  PathModifier,
  RedirectAction,
  RespondAction,
  ValueMatch,
  WeightedBackend,
} from "./http-route.ts";
export type { FleetState, Infra, InfraListener, InfraPort, MetricSink } from "./infra.ts";
export type { TcpRoute, UdpRoute } from "./l4-route.ts";
export type { HttpListener, Listener, ListenerBase, TcpListener, UdpListener } from "./listener.ts";
export type { AccessLog } from "./listener-features/access-log.ts";
export type { Http3 } from "./listener-features/http3.ts";
export type { ListenerFeatures } from "./listener-features/index.ts";
export type { ObjectRef, Origin } from "./origin.ts";
export type { Outcome, Place, Problem, ProblemKind, Report } from "./problem.ts";
export { absurd, fail, ok } from "./problem.ts";
export type { Cors } from "./route-features/cors.ts";
export type { HeaderMutation, HeaderPut } from "./route-features/header-mutation.ts";
export type { BackendFilters, RouteFeatures } from "./route-features/index.ts";
export type { Mirror } from "./route-features/mirror.ts";
export type { Retry } from "./route-features/retry.ts";
export type { SessionPersistence } from "./route-features/session-persistence.ts";
export type { Timeout } from "./route-features/timeout.ts";
export type { UrlRewrite } from "./route-features/url-rewrite.ts";
export type {
  ClientValidation,
  DownstreamTls,
  Secret,
  SubjectAltName,
  TlsSettings,
  TlsVersion,
  UpstreamTls,
} from "./tls.ts";
export {
  knownCiphers,
  knownCurves,
  knownSignatureAlgorithms,
  partAlgorithms,
  type UnknownAlgorithms,
} from "./tls-algorithms.ts";
export type { Xds } from "./xds.ts";
