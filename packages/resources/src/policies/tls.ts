import { secretObjectReference } from "../gateway-api/references.ts";
import { choice, flag, list, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { stringMatch } from "./string-match.ts";

export const tlsVersion: TextSchema = choice("TLSVersion", ["Auto", "1.0", "1.1", "1.2", "1.3"]);

export const tlsFingerprintType: TextSchema = choice("TLSFingerprintType", ["JA3", "JA4"]);

export const tlsSettings: ObjectSchema = object("TLSSettings", {
  minVersion: tlsVersion,
  maxVersion: tlsVersion,
  ciphers: list(text()),
  ecdhCurves: list(text()),
  signatureAlgorithms: list(text()),
  alpnProtocols: list(text()),
  fingerprints: list(tlsFingerprintType),
});

export const backendTLSConfig: ObjectSchema = object("BackendTLSConfig", {
  clientCertificateRef: secretObjectReference,
  ...tlsSettings.fields,
});

export const clientValidationModeType: TextSchema = choice("ClientValidationModeType", [
  "Request",
  "RequireAny",
  "VerifyIfGiven",
  "RequireAndVerify",
]);

export const otherSANMatch: ObjectSchema = object("OtherSANMatch", {
  oid: required(text()),
  ...stringMatch.fields,
});

export const subjectAltNames: ObjectSchema = object("SubjectAltNames", {
  dnsNames: list(stringMatch),
  emailAddresses: list(stringMatch),
  ipAddresses: list(stringMatch),
  uris: list(stringMatch),
  otherNames: list(otherSANMatch),
});

export const crlContext: ObjectSchema = object("CrlContext", {
  refs: required(list(secretObjectReference, { min: 1, max: 8 })),
  onlyVerifyLeafCertificate: flag(),
});

export const clientValidationContext: ObjectSchema = object("ClientValidationContext", {
  optional: flag(),
  mode: clientValidationModeType,
  caCertificateRefs: list(secretObjectReference, { max: 8 }),
  spkiHashes: list(text()),
  certificateHashes: list(text()),
  subjectAltNames,
  crl: crlContext,
  allowExpiredCertificate: flag(),
});

export const statelessTLSSessionResumption: ObjectSchema = object("StatelessTLSSessionResumption", {});

export const statefulTLSSessionResumption: ObjectSchema = object("StatefulTLSSessionResumption", {});

export const sessionResumption: ObjectSchema = object("SessionResumption", {
  stateless: statelessTLSSessionResumption,
  stateful: statefulTLSSessionResumption,
});

export const session: ObjectSchema = object("Session", {
  resumption: sessionResumption,
});

export const clientTLSSettings: ObjectSchema = object("ClientTLSSettings", {
  clientValidation: clientValidationContext,
  ...tlsSettings.fields,
  session,
});
