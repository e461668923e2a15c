import { absurd, type Secret } from "@sluice/ir";
import type { DataSource } from "@sluice/protos/envoy/config/core/v3/base";
import type { Secret as EnvoySecret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";

/** Key material as Envoy fetches it by name. */
export function toSecret(secret: Secret): EnvoySecret {
  switch (secret.kind) {
    case "certificate":
      return {
        name: secret.name,
        type: {
          $case: "tlsCertificate",
          value: {
            certificateChain: inline(secret.chain),
            privateKey: inline(secret.privateKey),
            ...(secret.ocspStaple ? { ocspStaple: inline(secret.ocspStaple) } : {}),
          },
        },
      };
    case "ca":
      return {
        name: secret.name,
        type: {
          $case: "validationContext",
          value: {
            trustedCa: inline(secret.bundle),
            ...(secret.crl ? { crl: inline(secret.crl.data), onlyVerifyLeafCertCrl: secret.crl.onlyLeaf } : {}),
          },
        },
      };
    case "systemCa":
      return {
        name: secret.name,
        type: {
          $case: "validationContext",
          value: { trustedCa: { specifier: { $case: "filename", value: secret.path } } },
        },
      };
    default:
      return absurd(secret);
  }
}

function inline(value: Uint8Array): DataSource {
  return { specifier: { $case: "inlineBytes", value } };
}
