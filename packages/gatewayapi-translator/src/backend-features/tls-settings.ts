import { partAlgorithms, type TlsSettings } from "@sluice/ir";
import type { ClientTLSSettings } from "@sluice/resources";

/** The fields that all TLS settings of Envoy Gateway share. */
type TLSSettings = Pick<
  ClientTLSSettings,
  "minVersion" | "maxVersion" | "ciphers" | "ecdhCurves" | "signatureAlgorithms"
>;

/** Versions and algorithms of TLS as a user wrote them; proxies get only algorithms that they know. */
export function toTlsSettings(of: TLSSettings): TlsSettings {
  return partAlgorithms(written(of)).settings;
}

/** What a user wrote that no proxy knows, a sentence for each field; `field` is the path of the settings. */
export function algorithmFlaws(of: TLSSettings | undefined, field: string): readonly AlgorithmFlaw[] {
  if (of === undefined) return [];
  const { ciphers, curves, signatureAlgorithms } = partAlgorithms(written(of)).unknown;
  const flaw = (name: string, what: string, values: readonly string[]): readonly AlgorithmFlaw[] =>
    values.length === 0
      ? []
      : [{ field: `${field}.${name}`, message: `no proxy knows the ${what} ${values.join(", ")}: it is left out` }];
  return [
    ...flaw("ciphers", "cipher", ciphers),
    ...flaw("ecdhCurves", "curve", curves),
    ...flaw("signatureAlgorithms", "signature algorithm", signatureAlgorithms),
  ];
}

/** A setting with values that are left out. */
export interface AlgorithmFlaw {
  readonly field: string;
  readonly message: string;
}

function written(of: TLSSettings): TlsSettings {
  return {
    ...(of.minVersion === undefined ? {} : { minVersion: of.minVersion }),
    ...(of.maxVersion === undefined ? {} : { maxVersion: of.maxVersion }),
    ...(of.ciphers === undefined || of.ciphers.length === 0 ? {} : { ciphers: of.ciphers }),
    ...(of.ecdhCurves === undefined || of.ecdhCurves.length === 0 ? {} : { curves: of.ecdhCurves }),
    ...(of.signatureAlgorithms === undefined || of.signatureAlgorithms.length === 0
      ? {}
      : { signatureAlgorithms: of.signatureAlgorithms }),
  };
}
