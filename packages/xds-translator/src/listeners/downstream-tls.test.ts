import type { ClientValidation, DownstreamTls } from "@sluice/ir";
import { TransportSocket } from "@sluice/protos/envoy/config/core/v3/base";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { secretsOf, toDownstreamTls, toQuicTls } from "./downstream-tls.ts";

const sds = { ads: {}, initialFetchTimeout: "0s", resourceApiVersion: "V3" };
const tls = (more: Partial<DownstreamTls> = {}): DownstreamTls => ({
  certificates: ["ns/cert"],
  settings: {},
  ...more,
});

function contextOf(value: DownstreamTls, alpn: readonly string[] = []): Record<string, unknown> {
  const { name, typedConfig } = checkedJson(TransportSocket, toDownstreamTls(value, alpn));
  expect(name).toBe("envoy.transport_sockets.tls");
  const { "@type": type, ...context } = typedConfig as Record<string, unknown>;
  expect(type).toBe("type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext");
  return context;
}

const certificates = [{ name: "ns/cert", sdsConfig: sds }];
const noResumption = { disableStatelessSessionResumption: true, disableStatefulSessionResumption: true };

describe("toDownstreamTls", () => {
  it.each<[string, Partial<DownstreamTls>, readonly string[], object]>([
    ["nothing but a certificate", {}, [], {}],
    [
      "several certificates",
      { certificates: ["ns/cert", "ns/other"] },
      [],
      {
        tlsCertificateSdsSecretConfigs: [...certificates, { name: "ns/other", sdsConfig: sds }],
      },
    ],
    ["the listener's protocols", {}, ["h2", "http/1.1"], { alpnProtocols: ["h2", "http/1.1"] }],
    ["the user's protocols", { alpn: ["http/1.0"] }, ["h2"], { alpnProtocols: ["http/1.0"] }],
    ["no protocols, as the user wants", { alpn: [] }, ["h2"], {}],
    [
      "versions",
      { settings: { minVersion: "1.2", maxVersion: "1.3" } },
      [],
      { tlsParams: { tlsMinimumProtocolVersion: "TLSv1_2", tlsMaximumProtocolVersion: "TLSv1_3" } },
    ],
  ])("has %s", (_title, change, alpn, common) => {
    expect(contextOf(tls(change), alpn)).toEqual({
      commonTlsContext: { tlsCertificateSdsSecretConfigs: certificates, ...common },
      ...noResumption,
    });
  });

  it.each<[string, DownstreamTls["sessionResumption"], object]>([
    ["none", undefined, noResumption],
    ["stateless", { stateless: true, stateful: false }, { disableStatefulSessionResumption: true }],
    ["stateful", { stateless: false, stateful: true }, { disableStatelessSessionResumption: true }],
    ["both", { stateless: true, stateful: true }, {}],
  ])("resumes sessions: %s", (_title, sessionResumption, expected) => {
    const { commonTlsContext: _, ...rest } = contextOf(tls(sessionResumption ? { sessionResumption } : {}));
    expect(rest).toEqual(expected);
  });
});

describe("client validation", () => {
  const ca = { name: "ns/ca.crt", sdsConfig: sds };
  const validation = (more: Partial<ClientValidation>): ClientValidation => ({
    requireCertificate: true,
    acceptUntrusted: false,
    ...more,
  });
  const combined = (context: object) => ({
    combinedValidationContext: { defaultValidationContext: context, validationContextSdsSecretConfig: ca },
  });

  it.each<[string, Partial<ClientValidation>, object]>([
    ["a certificate, whatever it is", {}, { validationContext: {} }],
    ["a certificate of an authority", { ca: "ns/ca.crt" }, { validationContextSdsSecretConfig: ca }],
    [
      "nothing of untrusted certificates",
      { ca: "ns/ca.crt", acceptUntrusted: true },
      combined({ trustChainVerification: "ACCEPT_UNTRUSTED" }),
    ],
    [
      "nothing of untrusted certificates, without an authority",
      { acceptUntrusted: true },
      { validationContext: { trustChainVerification: "ACCEPT_UNTRUSTED" } },
    ],
    [
      "a certificate that may have expired",
      { ca: "ns/ca.crt", allowExpired: true },
      combined({ allowExpiredCertificate: true }),
    ],
    [
      "nothing of empty lists",
      { ca: "ns/ca.crt", spkiHashes: [], certificateHashes: [], subjectAltNames: [] },
      {
        validationContextSdsSecretConfig: ca,
      },
    ],
    [
      "known keys, certificates and names",
      {
        ca: "ns/ca.crt",
        spkiHashes: ["NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A="],
        certificateHashes: ["df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a"],
        subjectAltNames: [{ type: "EMAIL", match: { kind: "suffix", value: "@example.org" } }],
      },
      combined({
        verifyCertificateSpki: ["NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A="],
        verifyCertificateHash: ["df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a"],
        matchTypedSubjectAltNames: [{ sanType: "EMAIL", matcher: { suffix: "@example.org" } }],
      }),
    ],
  ])("asks for %s", (_title, change, common) => {
    expect(contextOf(tls({ clientValidation: validation(change) }))).toEqual({
      commonTlsContext: { tlsCertificateSdsSecretConfigs: certificates, ...common },
      requireClientCertificate: true,
      ...noResumption,
    });
  });

  it("can do without a certificate", () => {
    const context = contextOf(tls({ clientValidation: validation({ ca: "ns/ca.crt", requireCertificate: false }) }));
    expect(context.requireClientCertificate).toBe(false);
  });
});

it("speaks HTTP/3 over QUIC, whatever protocols the user listed", () => {
  const clientValidation: ClientValidation = { ca: "ns/ca.crt", requireCertificate: true, acceptUntrusted: false };
  expect(checkedJson(TransportSocket, toQuicTls(tls({ alpn: ["h2"], clientValidation })))).toEqual({
    name: "envoy.transport_sockets.quic",
    typedConfig: {
      "@type": "type.googleapis.com/envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport",
      downstreamTlsContext: {
        commonTlsContext: {
          alpnProtocols: ["h3"],
          tlsCertificateSdsSecretConfigs: certificates,
          validationContextSdsSecretConfig: { name: "ns/ca.crt", sdsConfig: sds },
        },
        requireClientCertificate: true,
        ...noResumption,
      },
    },
  });
});

it.each<[string, DownstreamTls | undefined, readonly string[]]>([
  ["no TLS", undefined, []],
  ["certificates", tls({ certificates: ["a", "b"] }), ["a", "b"]],
  [
    "a certificate authority",
    tls({ clientValidation: { ca: "ca", requireCertificate: true, acceptUntrusted: false } }),
    ["ns/cert", "ca"],
  ],
  [
    "client validation without an authority",
    tls({ clientValidation: { requireCertificate: true, acceptUntrusted: true } }),
    ["ns/cert"],
  ],
])("names the secrets of %s", (_title, value, expected) => {
  expect(secretsOf(value)).toEqual(expected);
});
