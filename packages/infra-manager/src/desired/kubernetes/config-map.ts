import type { Infra } from "@sluice/ir";
import { sdsCertificateFrom, sdsTokenFrom, sdsTrustedCaFrom } from "../../certificates/sds.ts";
import { metadataOf } from "./names.ts";
import type { KubeObject } from "./object.ts";
import type { KubernetesPlace } from "./place.ts";

/** Where pods have what they need to reach the control plane. */
export const podFiles = {
  certificates: "/certs",
  sds: "/sds",
  tokens: "/var/run/secrets/token",
  token: "sa-token",
  trusted: "ca.crt",
} as const;
/** Keys of the ConfigMap, and names of the files made of it. */
export const sdsKeys = {
  trustedCa: "xds-trusted-ca.json",
  certificate: "xds-certificate.json",
  token: "xds_service_account_token.json",
} as const;

/** Tells Envoy in which files its certificates are, so that it takes up new ones without a restart. */
export function configMap(infra: Infra, place: KubernetesPlace): KubeObject {
  const { certificates, tokens, token, trusted } = podFiles;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadataOf(infra, place),
    data: {
      [sdsKeys.trustedCa]: sdsTrustedCaFrom(`${certificates}/${trusted}`),
      [sdsKeys.certificate]: sdsCertificateFrom(`${certificates}/tls.crt`, `${certificates}/tls.key`),
      ...(place.gatewayNamespaceMode && { [sdsKeys.token]: sdsTokenFrom(`${tokens}/${token}`) }),
      ...(place.authority !== undefined && { [trusted]: place.authority }),
    },
  };
}
