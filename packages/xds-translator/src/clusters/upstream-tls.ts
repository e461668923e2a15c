import { absurd, type UpstreamTls } from "@sluice/ir";
import { pack } from "@sluice/protos";
import type { TransportSocket } from "@sluice/protos/envoy/config/core/v3/base";
import {
  type CommonTlsContext,
  UpstreamTlsContext,
} from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/tls";
import { toSecretReference } from "../envoy/config-source.ts";
import { toSanMatcher, toTlsParameters } from "../envoy/tls.ts";

/** TLS towards a backend. */
export function toUpstreamTls(tls: UpstreamTls): TransportSocket {
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
    // Without a fixed name the certificate must be for the name that was asked for.
    ...(!tls.sni && tls.verification.kind !== "none" ? { autoSniSanValidation: true } : {}),
  };
  return {
    name: "envoy.transport_sockets.tls",
    configType: { $case: "typedConfig", value: pack(UpstreamTlsContext, context) },
  };
}

function toVerification({ verification, subjectAltNames }: UpstreamTls): Partial<CommonTlsContext> {
  switch (verification.kind) {
    case "none":
      return {};
    case "ca":
    case "system":
      return {
        validationContextType: {
          $case: "combinedValidationContext",
          value: {
            defaultValidationContext: subjectAltNames?.length
              ? { matchTypedSubjectAltNames: subjectAltNames.map(toSanMatcher) }
              : {},
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
