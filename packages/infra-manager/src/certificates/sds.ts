import { controlPlaneName, sdsNames } from "../desired/bootstrap.ts";
import type { KeyPair } from "./issue.ts";

const secretType = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

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
      match_typed_subject_alt_names: [{ san_type: "DNS", matcher: { exact: controlPlaneName } }],
    },
  });
}

function sdsFile(secret: object): string {
  return `${JSON.stringify({ resources: [secret] }, undefined, 1)}\n`;
}
