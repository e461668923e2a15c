import type { Secret } from "@sluice/ir";
import { Secret as EnvoySecret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { fleetKey, origin } from "../../test/values.ts";
import { toSecret } from "./secret.ts";

const base = { key: `${fleetKey}|ns/s`, fleet: fleetKey, name: "ns/s", origin: origin("Secret", "s") };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const inline = (text: string) => ({ inlineBytes: Buffer.from(text).toString("base64") });

it.each<[string, Secret, object]>([
  [
    "a certificate",
    { ...base, kind: "certificate", chain: bytes("chain"), privateKey: bytes("key") },
    { tlsCertificate: { certificateChain: inline("chain"), privateKey: inline("key") } },
  ],
  [
    "a certificate with a stapled answer",
    { ...base, kind: "certificate", chain: bytes("chain"), privateKey: bytes("key"), ocspStaple: bytes("ocsp") },
    { tlsCertificate: { certificateChain: inline("chain"), privateKey: inline("key"), ocspStaple: inline("ocsp") } },
  ],
  ["authorities", { ...base, kind: "ca", bundle: bytes("ca") }, { validationContext: { trustedCa: inline("ca") } }],
  [
    "authorities and what they revoked",
    { ...base, kind: "ca", bundle: bytes("ca"), crl: { data: bytes("crl"), onlyLeaf: false } },
    { validationContext: { trustedCa: inline("ca"), crl: inline("crl") } },
  ],
  [
    "authorities and which end certificates they revoked",
    { ...base, kind: "ca", bundle: bytes("ca"), crl: { data: bytes("crl"), onlyLeaf: true } },
    { validationContext: { trustedCa: inline("ca"), crl: inline("crl"), onlyVerifyLeafCertCrl: true } },
  ],
  [
    "the authorities of the system",
    { ...base, kind: "systemCa", path: "/etc/ssl/certs/ca-certificates.crt" },
    { validationContext: { trustedCa: { filename: "/etc/ssl/certs/ca-certificates.crt" } } },
  ],
])("makes a secret of %s", (_title, secret, expected) => {
  expect(checkedJson(EnvoySecret, toSecret(secret))).toEqual({ name: "ns/s", ...expected });
});
