import type { SubjectAltName, TlsSettings } from "@sluice/ir";
import { SubjectAltNameMatcher, TlsParameters } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/common";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { toSanMatcher, toTlsParameters } from "./tls.ts";

describe("toTlsParameters", () => {
  it.each<[string, TlsSettings, object]>([
    ["a lower bound", { minVersion: "1.0" }, { tlsMinimumProtocolVersion: "TLSv1_0" }],
    [
      "both bounds",
      { minVersion: "1.1", maxVersion: "1.2" },
      { tlsMinimumProtocolVersion: "TLSv1_1", tlsMaximumProtocolVersion: "TLSv1_2" },
    ],
    ["TLS 1.3 only", { minVersion: "1.3" }, { tlsMinimumProtocolVersion: "TLSv1_3" }],
    ["Envoy's choice", { maxVersion: "Auto" }, {}],
    [
      "algorithms",
      { ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"], curves: ["X25519"], signatureAlgorithms: ["rsa_pss_rsae_sha256"] },
      {
        cipherSuites: ["ECDHE-RSA-AES128-GCM-SHA256"],
        ecdhCurves: ["X25519"],
        signatureAlgorithms: ["rsa_pss_rsae_sha256"],
      },
    ],
  ])("sets %s", (_title, settings, expected) => {
    expect(checkedJson(TlsParameters, toTlsParameters(settings) ?? {})).toEqual(expected);
  });

  it.each<[string, TlsSettings]>([
    ["nothing", {}],
    ["empty lists", { ciphers: [], curves: [], signatureAlgorithms: [] }],
  ])("leaves Envoy's defaults for %s", (_title, settings) => {
    expect(toTlsParameters(settings)).toBeUndefined();
  });
});

describe("toSanMatcher", () => {
  it.each<[SubjectAltName["type"], SubjectAltName["match"], object]>([
    ["DNS", { kind: "exact", value: "a.example.com" }, { sanType: "DNS", matcher: { exact: "a.example.com" } }],
    ["URI", { kind: "prefix", value: "spiffe://" }, { sanType: "URI", matcher: { prefix: "spiffe://" } }],
    ["EMAIL", { kind: "suffix", value: "@a.org" }, { sanType: "EMAIL", matcher: { suffix: "@a.org" } }],
    [
      "IP",
      { kind: "regex", value: "10[.].*" },
      { sanType: "IP_ADDRESS", matcher: { safeRegex: { regex: "10[.].*" } } },
    ],
  ])("accepts %s", (type, match, expected) => {
    expect(checkedJson(SubjectAltNameMatcher, toSanMatcher({ type, match }))).toEqual(expected);
  });

  it("accepts another name by its object identifier", () => {
    const name: SubjectAltName = { type: "OTHER", oid: "1.3.6.1.4.1.311.20.2.3", match: { kind: "exact", value: "x" } };
    expect(checkedJson(SubjectAltNameMatcher, toSanMatcher(name))).toEqual({
      sanType: "OTHER_NAME",
      oid: "1.3.6.1.4.1.311.20.2.3",
      matcher: { exact: "x" },
    });
  });
});
