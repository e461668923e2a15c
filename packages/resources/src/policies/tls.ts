import { secretObjectReference } from "../gateway-api/references.ts";
import { choice, flag, list, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { notWhen, rule } from "../schema/rules.ts";
import { stringMatch } from "./string-match.ts";

const versions = ["1.0", "1.1", "1.2", "1.3"];

/** `Auto` is the lowest version as a minimum and the highest as a maximum. */
const versionsInOrder = `!has(self.maxVersion) || ${ranks(["Auto", ...versions])}[has(self.minVersion) ? self.minVersion : '1.2'] <= ${ranks([...versions, "Auto"], 1)}[self.maxVersion]`;

function ranks(inOrder: readonly string[], first = 0): string {
  return `{${inOrder.map((version, at) => `'${version}': ${first + at}`).join(", ")}}`;
}

export const tlsVersion: TextSchema = choice("TLSVersion", ["Auto", "1.0", "1.1", "1.2", "1.3"]);

export const tlsFingerprintType: TextSchema = choice("TLSFingerprintType", ["JA3", "JA4"]);

export const tlsSettings: ObjectSchema = object(
  {
    name: "TLSSettings",
    doc: "Versions, ciphers and protocols of TLS.",
    rules: [
      notWhen("ciphers", "minVersion", ["1.3"]),
      rule(versionsInOrder, "Use a maxVersion that is not below minVersion (1.2 when absent)."),
    ],
  },
  {
    minVersion: tlsVersion,
    maxVersion: tlsVersion,
    ciphers: list(text()),
    ecdhCurves: list(text()),
    signatureAlgorithms: list(text()),
    alpnProtocols: list(text()),
    fingerprints: list(tlsFingerprintType),
  },
);

export const backendTLSConfig: ObjectSchema = object(
  {
    name: "BackendTLSConfig",
    doc: "TLS settings towards all backends, and the certificate to show.",
    rules: tlsSettings.rules ?? [],
  },
  {
    clientCertificateRef: secretObjectReference,
    ...tlsSettings.fields,
  },
);

export const clientValidationModeType: TextSchema = choice("ClientValidationModeType", [
  "Request",
  "RequireAny",
  "VerifyIfGiven",
  "RequireAndVerify",
]);

export const otherSANMatch: ObjectSchema = object(
  { name: "OtherSANMatch", doc: "Which value of another kind of name matches." },
  {
    oid: required(text()),
    ...stringMatch.fields,
  },
);

export const subjectAltNames: ObjectSchema = object(
  { name: "SubjectAltNames", doc: "Which names in a client's certificate match." },
  {
    dnsNames: list(stringMatch),
    emailAddresses: list(stringMatch),
    ipAddresses: list(stringMatch),
    uris: list(stringMatch),
    otherNames: list(otherSANMatch),
  },
);

export const crlContext: ObjectSchema = object(
  { name: "CrlContext", doc: "Which certificates are revoked." },
  {
    refs: required(list(secretObjectReference, { min: 1, max: 8 })),
    onlyVerifyLeafCertificate: flag(),
  },
);

export const clientValidationContext: ObjectSchema = object(
  {
    name: "ClientValidationContext",
    doc: "How clients' certificates are verified.",
    rules: [
      rule(
        "!has(self.allowExpiredCertificate) || !self.allowExpiredCertificate || !has(self.mode) || self.mode in ['VerifyIfGiven', 'RequireAndVerify']",
        "Use mode VerifyIfGiven or RequireAndVerify, or remove allowExpiredCertificate: the other modes do not look at the date.",
      ),
    ],
  },
  {
    optional: flag(),
    mode: clientValidationModeType,
    caCertificateRefs: list(secretObjectReference, { max: 8 }),
    spkiHashes: list(text()),
    certificateHashes: list(text()),
    subjectAltNames,
    crl: crlContext,
    allowExpiredCertificate: flag(),
  },
);

export const statelessTLSSessionResumption: ObjectSchema = object(
  { name: "StatelessTLSSessionResumption", doc: "Resumption by tickets that clients keep." },
  {},
);

export const statefulTLSSessionResumption: ObjectSchema = object(
  { name: "StatefulTLSSessionResumption", doc: "Resumption by sessions that the proxy keeps." },
  {},
);

export const sessionResumption: ObjectSchema = object(
  { name: "SessionResumption", doc: "How TLS sessions are resumed." },
  {
    stateless: statelessTLSSessionResumption,
    stateful: statefulTLSSessionResumption,
  },
);

export const session: ObjectSchema = object(
  { name: "Session", doc: "Settings of TLS sessions." },
  {
    resumption: sessionResumption,
  },
);

export const clientTLSSettings: ObjectSchema = object(
  { name: "ClientTLSSettings", doc: "TLS settings towards clients.", rules: tlsSettings.rules ?? [] },
  {
    clientValidation: clientValidationContext,
    ...tlsSettings.fields,
    session,
  },
);
