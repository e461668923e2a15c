import type { Collection, Keyed } from "@sluice/collections";

/** When the certificate of a Secret is looked at. */
export interface CertificateTime extends Keyed {
  /** The Secret's: `<namespace>/<name>`. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Settings of the control plane that change what resources mean. The translator reads no environment: these are all there are. */
export interface TranslateOptions {
  /** GatewayClasses with this `controllerName` are ours. */
  readonly controllerName: string;
  /** Where the control plane and, outside gateway-namespace mode, the proxies live. */
  readonly controllerNamespace: string;
  /** The cluster's DNS domain, for names of Services. */
  readonly dnsDomain: string;
  /** Extension kinds that an administrator has to switch on. */
  readonly extensionApis: { readonly backend: boolean; readonly envoyPatchPolicy: boolean };
  /** Route to the endpoints of a Service; false: to its cluster IP. */
  readonly endpointRouting: boolean;
  /** Proxies are processes on this machine: ports stay as they are, loopback addresses are backends like others. */
  readonly runningOnHost: boolean;
  /** Proxies live in the namespace of their Gateway, under its name. */
  readonly gatewayNamespaceMode: boolean;
  /** EnvoyProxy spec that applies below those of GatewayClass and Gateway; shape of `gateway.envoyproxy.io/v1alpha1`. */
  readonly envoyProxyDefaultSpec?: Readonly<Record<string, unknown>>;
  /** Bind ports below 1024 as port + 10000, so that the proxy needs no privileges. */
  readonly portShift: boolean;
  /** Envoy Gateway's switch for Secrets that only name a certificate of another SDS server; such Secrets are refused whatever it says. */
  readonly sdsSecretRef: boolean;
  /** One trust store secret per policy that asks for the system's authorities, as Envoy Gateway had it before 1.9. */
  readonly perResourceSystemCaSecret: boolean;
  /**
   * What happens to requests for another HTTPS listener of the port than the connection's. `refuse`: they are answered with 421, and
   * clients come again on a connection of their own. `avoid`: HTTP/2 is off where certificates overlap, as in Envoy Gateway.
   */
  readonly misdirectedRequests: "refuse" | "avoid";
  /** Give every fleet a listener that answers readiness probes. */
  readonly readinessListener: boolean;
  /** The moment (milliseconds since 1970) at which certificates have to be valid; absent: dates are not looked at. */
  readonly validAt?: number;
  /** The same for single Secrets, by their keys; whoever keeps it sets it anew when a certificate begins or ends to be valid. */
  readonly certificateTimes?: Collection<CertificateTime>;
}

/** What a running Envoy Gateway 1.9 on Kubernetes has by default; misdirected requests are refused. */
export const defaultTranslateOptions: TranslateOptions = {
  controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
  controllerNamespace: "envoy-gateway-system",
  dnsDomain: "cluster.local",
  extensionApis: { backend: false, envoyPatchPolicy: false },
  endpointRouting: true,
  runningOnHost: false,
  gatewayNamespaceMode: false,
  portShift: true,
  sdsSecretRef: false,
  perResourceSystemCaSecret: false,
  misdirectedRequests: "refuse",
  readinessListener: true,
};
