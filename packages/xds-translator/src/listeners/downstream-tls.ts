import type { ClientValidation, DownstreamTls } from "@sluice/ir";
import { pack } from "@sluice/protos";
import type { TransportSocket } from "@sluice/protos/envoy/config/core/v3/base";
import { QuicDownstreamTransport } from "@sluice/protos/envoy/extensions/transport_sockets/quic/v3/quic_transport";
import {
  type CertificateValidationContext,
  CertificateValidationContext_TrustChainVerification as TrustChain,
} from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/common";
import {
  type CommonTlsContext,
  DownstreamTlsContext,
} from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/tls";
import { toSecretReference } from "../envoy/config-source.ts";
import { toSanMatcher, toTlsParameters } from "../envoy/tls.ts";

/** TLS towards clients over TCP. `alpn` is what the listener offers unless the user chose. */
export function toDownstreamTls(tls: DownstreamTls, alpn: readonly string[]): TransportSocket {
  return {
    name: "envoy.transport_sockets.tls",
    configType: { $case: "typedConfig", value: pack(DownstreamTlsContext, toContext(tls, tls.alpn ?? alpn)) },
  };
}

/** TLS towards clients over QUIC, which speaks HTTP/3 only. */
export function toQuicTls(tls: DownstreamTls): TransportSocket {
  return {
    name: "envoy.transport_sockets.quic",
    configType: {
      $case: "typedConfig",
      value: pack(QuicDownstreamTransport, { downstreamTlsContext: toContext(tls, ["h3"]) }),
    },
  };
}

function toContext(tls: DownstreamTls, alpn: readonly string[]): DownstreamTlsContext {
  const tlsParams = toTlsParameters(tls.settings);
  const { clientValidation, sessionResumption } = tls;
  return {
    commonTlsContext: {
      ...(tlsParams ? { tlsParams } : {}),
      ...(alpn.length > 0 ? { alpnProtocols: [...alpn] } : {}),
      tlsCertificateSdsSecretConfigs: tls.certificates.map(toSecretReference),
      ...(clientValidation ? toClientValidation(clientValidation) : {}),
    },
    ...(clientValidation ? { requireClientCertificate: clientValidation.requireCertificate } : {}),
    ...(sessionResumption?.stateless
      ? {}
      : { sessionTicketKeysType: { $case: "disableStatelessSessionResumption", value: true } as const }),
    ...(sessionResumption?.stateful ? {} : { disableStatefulSessionResumption: true }),
  };
}

function toClientValidation(validation: ClientValidation): Partial<CommonTlsContext> {
  const context: CertificateValidationContext = {
    ...(validation.spkiHashes?.length ? { verifyCertificateSpki: [...validation.spkiHashes] } : {}),
    ...(validation.certificateHashes?.length ? { verifyCertificateHash: [...validation.certificateHashes] } : {}),
    ...(validation.subjectAltNames?.length
      ? { matchTypedSubjectAltNames: validation.subjectAltNames.map(toSanMatcher) }
      : {}),
    ...(validation.allowExpired ? { allowExpiredCertificate: true } : {}),
    ...(validation.acceptUntrusted ? { trustChainVerification: TrustChain.ACCEPT_UNTRUSTED } : {}),
  };
  if (validation.ca === undefined) return { validationContextType: { $case: "validationContext", value: context } };
  const reference = toSecretReference(validation.ca);
  if (Object.keys(context).length === 0)
    return { validationContextType: { $case: "validationContextSdsSecretConfig", value: reference } };
  return {
    validationContextType: {
      $case: "combinedValidationContext",
      value: { defaultValidationContext: context, validationContextSdsSecretConfig: reference },
    },
  };
}

/** Names of the secrets that a listener with this TLS fetches. */
export function secretsOf(tls: DownstreamTls | undefined): readonly string[] {
  if (!tls) return [];
  const ca = tls.clientValidation?.ca;
  return [...tls.certificates, ...(ca ? [ca] : [])];
}
