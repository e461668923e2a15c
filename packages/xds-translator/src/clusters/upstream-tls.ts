import { absurd, type Destination, type SubjectAltName, type UpstreamTls } from "@sluice/ir";
import { pack } from "@sluice/protos";
import type { TransportSocket } from "@sluice/protos/envoy/config/core/v3/base";
import {
  type CommonTlsContext,
  UpstreamTlsContext,
} from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/tls";
import { toSecretReference } from "../envoy/config-source.ts";
import { toSanMatcher, toTlsParameters } from "../envoy/tls.ts";

type ReachedBy = Pick<Destination, "discovery" | "protocol">;

/** TLS towards a backend. */
export function toUpstreamTls(tls: UpstreamTls, destination: ReachedBy): TransportSocket {
  const tlsParams = toTlsParameters(tls.settings);
  const context: UpstreamTlsContext = {
    commonTlsContext: {
      ...(tlsParams ? { tlsParams } : {}),
      ...(tls.alpn ? { alpnProtocols: [...tls.alpn] } : {}),
      ...(tls.clientCertificate ? { tlsCertificateSdsSecretConfigs: [toSecretReference(tls.clientCertificate)] } : {}),
      ...toVerification(tls),
    },
    ...(tls.sni ? { sni: tls.sni } : {}),
    ...(tls.autoSniFromEndpoint ? { autoHostSni: true } : {}),
    ...(verifiesAskedName(tls, destination) ? { autoSniSanValidation: true } : {}),
  };
  return {
    name: "envoy.transport_sockets.tls",
    configType: { $case: "typedConfig", value: pack(UpstreamTlsContext, context) },
  };
}

/** Without a fixed name the certificate must be for the name that is asked for. */
function verifiesAskedName(tls: UpstreamTls, { discovery, protocol }: ReachedBy): boolean {
  if (tls.verification.kind === "none" || acceptedNames(tls).length > 0) return false;
  // A dynamic resolver sees to that itself; and only a request or an endpoint has a name to ask for.
  const asks = tls.autoSniFromEndpoint || (protocol !== "TCP" && protocol !== "UDP");
  return asks && discovery.kind !== "dynamicResolver";
}

/** Names that a certificate may be for: as listed, else the one that is asked for (Gateway API, BackendTLSPolicy). */
function acceptedNames({ sni, subjectAltNames }: UpstreamTls): readonly SubjectAltName[] {
  if (subjectAltNames && subjectAltNames.length > 0) return subjectAltNames;
  return sni ? [{ type: "DNS", match: { kind: "exact", value: sni } }] : [];
}

function toVerification(tls: UpstreamTls): Partial<CommonTlsContext> {
  const { verification } = tls;
  const names = acceptedNames(tls);
  switch (verification.kind) {
    case "none":
      return {};
    case "ca":
    case "system":
      return {
        validationContextType: {
          $case: "combinedValidationContext",
          value: {
            defaultValidationContext: names.length > 0 ? { matchTypedSubjectAltNames: names.map(toSanMatcher) } : {},
            validationContextSdsSecretConfig: toSecretReference(verification.secret),
          },
        },
      };
    default:
      return absurd(verification);
  }
}

/** Names of the secrets that a cluster with this TLS fetches. */
export function secretsOf(tls: UpstreamTls | undefined): readonly string[] {
  if (!tls) return [];
  const { verification, clientCertificate } = tls;
  return [
    ...(verification.kind === "none" ? [] : [verification.secret]),
    ...(clientCertificate ? [clientCertificate] : []),
  ];
}
