import type { Destination, UpstreamTls } from "@sluice/ir";
import { TransportSocket } from "@sluice/protos/envoy/config/core/v3/base";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { secretsOf, toUpstreamTls } from "./upstream-tls.ts";

const tls: UpstreamTls = { settings: {}, autoSniFromEndpoint: false, verification: { kind: "none" } };
const verified: UpstreamTls = { ...tls, verification: { kind: "ca", secret: "ns/ca" } };
const http: Pick<Destination, "discovery" | "protocol"> = { discovery: { kind: "endpoints" }, protocol: "HTTP" };

function contextOf(value: UpstreamTls, destination = http): unknown {
  const { name, typedConfig } = checkedJson(TransportSocket, toUpstreamTls(value, destination));
  expect(name).toBe("envoy.transport_sockets.tls");
  const { "@type": type, ...context } = typedConfig as Record<string, unknown>;
  expect(type).toBe("type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext");
  return context;
}

const reference = (name: string) => ({
  name,
  sdsConfig: { ads: {}, initialFetchTimeout: "0s", resourceApiVersion: "V3" },
});
const against = (defaultValidationContext: object, secret = "ns/ca") => ({
  commonTlsContext: {
    combinedValidationContext: { defaultValidationContext, validationContextSdsSecretConfig: reference(secret) },
  },
});
const dns = (exact: string) => ({ matchTypedSubjectAltNames: [{ sanType: "DNS", matcher: { exact } }] });

describe("toUpstreamTls", () => {
  it.each<[string, UpstreamTls, unknown]>([
    ["nothing", tls, { commonTlsContext: {} }],
    ["nothing, with a name to ask for", { ...tls, sni: "a" }, { sni: "a", commonTlsContext: {} }],
    [
      "nothing of names, as nothing is verified",
      { ...tls, subjectAltNames: [{ type: "DNS", match: { kind: "exact", value: "b" } }] },
      { commonTlsContext: {} },
    ],
    ["the name that is asked for", { ...verified, sni: "a" }, { sni: "a", ...against(dns("a")) }],
    [
      "the names that are listed, not the one that is asked for",
      { ...verified, sni: "a", subjectAltNames: [{ type: "DNS", match: { kind: "exact", value: "b" } }] },
      { sni: "a", ...against(dns("b")) },
    ],
    [
      "an empty list of names: the one that is asked for",
      { ...verified, sni: "a", subjectAltNames: [] },
      { sni: "a", ...against(dns("a")) },
    ],
    ["the name of the request", verified, { ...against({}), autoSniSanValidation: true }],
    [
      "the name of the endpoint",
      { ...verified, autoSniFromEndpoint: true },
      { ...against({}), autoHostSni: true, autoSniSanValidation: true },
    ],
    [
      "the authorities of the system",
      { ...verified, sni: "a", verification: { kind: "system", secret: "system_ca_certificates" } },
      { sni: "a", ...against(dns("a"), "system_ca_certificates") },
    ],
  ])("verifies %s", (_title, value, expected) => {
    expect(contextOf(value)).toEqual(expected);
  });

  it.each<[string, Pick<Destination, "discovery" | "protocol">, UpstreamTls, unknown]>([
    [
      "of a dynamic resolver, which verifies by itself",
      { ...http, discovery: { kind: "dynamicResolver" } },
      verified,
      against({}),
    ],
    ["of TCP, which has no request", { ...http, protocol: "TCP" }, verified, against({})],
    [
      "of TCP: the endpoint's",
      { ...http, protocol: "TCP" },
      { ...verified, autoSniFromEndpoint: true },
      { ...against({}), autoHostSni: true, autoSniSanValidation: true },
    ],
  ])("asks for no name %s", (_title, destination, value, expected) => {
    expect(contextOf(value, destination)).toEqual(expected);
  });

  it("shows a certificate of its own, in the versions and protocols that are wanted", () => {
    expect(
      contextOf({ ...tls, settings: { minVersion: "1.3" }, alpn: ["h2"], clientCertificate: "ns/client" }),
    ).toEqual({
      commonTlsContext: {
        tlsParams: { tlsMinimumProtocolVersion: "TLSv1_3" },
        alpnProtocols: ["h2"],
        tlsCertificateSdsSecretConfigs: [reference("ns/client")],
      },
    });
  });
});

it.each<[string, UpstreamTls | undefined, readonly string[]]>([
  ["no TLS", undefined, []],
  ["TLS without verification", tls, []],
  ["an authority", verified, ["ns/ca"]],
  ["a certificate", { ...tls, clientCertificate: "ns/client" }, ["ns/client"]],
  ["both", { ...verified, clientCertificate: "ns/client" }, ["ns/ca", "ns/client"]],
])("names the secrets of %s", (_title, value, expected) => {
  expect(secretsOf(value)).toEqual(expected);
});
