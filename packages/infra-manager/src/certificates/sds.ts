import { controlPlaneName, sdsNames } from "../desired/bootstrap-xds.ts";
import type { KeyPair } from "./issue.ts";

const controlPlaneOnly = [{ san_type: "DNS", matcher: { exact: controlPlaneName } }];
const secretType = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

/** A proxy's own certificate, in files that change together, as an SDS file; one line, as it may be shown to people. */
export function sdsCertificateFrom(certificate: string, privateKey: string): string {
  const files = { certificate_chain: { filename: certificate }, private_key: { filename: privateKey } };
  return sdsLine({ "@type": secretType, name: sdsNames.certificate, tls_certificate: files });
}

/** Whom a proxy trusts, in a file, as an SDS file. */
export function sdsTrustedCaFrom(path: string): string {
  return sdsLine({
    "@type": secretType,
    name: sdsNames.trustedCa,
    validation_context: { trusted_ca: { filename: path }, match_typed_subject_alt_names: controlPlaneOnly },
  });
}

/** A token that stands in a file, as an SDS file. */
export function sdsTokenFrom(path: string): string {
  return sdsLine({ "@type": secretType, name: sdsNames.token, generic_secret: { secret: { filename: path } } });
}

/** A proxy's own certificate as an SDS file; key and certificate stand in it, so that both change at once. */
export function sdsCertificate({ certificate, privateKey }: KeyPair): string {
  return sdsFile({
    "@type": secretType,
    name: sdsNames.certificate,
    tls_certificate: {
      certificate_chain: { inline_string: certificate },
      private_key: { inline_string: privateKey },
    },
  });
}

/** Whom a proxy trusts as its control plane, as an SDS file. */
export function sdsTrustedCa(trusted: string): string {
  return sdsFile({
    "@type": secretType,
    name: sdsNames.trustedCa,
    validation_context: {
      trusted_ca: { inline_string: trusted },
      match_typed_subject_alt_names: controlPlaneOnly,
    },
  });
}

function sdsFile(secret: object): string {
  return `${JSON.stringify({ resources: [secret] }, undefined, 1)}\n`;
}

function sdsLine(secret: object): string {
  return JSON.stringify({ resources: [secret] });
}
