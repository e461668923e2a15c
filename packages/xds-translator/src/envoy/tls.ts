import type { SubjectAltName, TlsSettings, TlsVersion } from "@sluice/ir";
import {
  TlsParameters_TlsProtocol as Protocol,
  SubjectAltNameMatcher_SanType as SanType,
  type SubjectAltNameMatcher,
  type TlsParameters,
} from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/common";
import { toStringMatcher } from "./string-matcher.ts";

const versions: Readonly<Record<TlsVersion, Protocol>> = {
  Auto: Protocol.TLS_AUTO,
  "1.0": Protocol.TLSv1_0,
  "1.1": Protocol.TLSv1_1,
  "1.2": Protocol.TLSv1_2,
  "1.3": Protocol.TLSv1_3,
};

/** Versions and algorithms; undefined when nothing is set, so that Envoy's defaults hold. */
export function toTlsParameters(settings: TlsSettings): TlsParameters | undefined {
  const parameters: TlsParameters = {
    ...(settings.minVersion ? { tlsMinimumProtocolVersion: versions[settings.minVersion] } : {}),
    ...(settings.maxVersion ? { tlsMaximumProtocolVersion: versions[settings.maxVersion] } : {}),
    ...(settings.ciphers?.length ? { cipherSuites: [...settings.ciphers] } : {}),
    ...(settings.curves?.length ? { ecdhCurves: [...settings.curves] } : {}),
    ...(settings.signatureAlgorithms?.length ? { signatureAlgorithms: [...settings.signatureAlgorithms] } : {}),
  };
  return Object.keys(parameters).length > 0 ? parameters : undefined;
}

const sanTypes: Readonly<Record<SubjectAltName["type"], SanType>> = {
  DNS: SanType.DNS,
  URI: SanType.URI,
  EMAIL: SanType.EMAIL,
  IP: SanType.IP_ADDRESS,
  OTHER: SanType.OTHER_NAME,
};

/** One accepted name of a peer. */
export function toSanMatcher(name: SubjectAltName): SubjectAltNameMatcher {
  return { sanType: sanTypes[name.type], matcher: toStringMatcher(name.match), ...(name.oid ? { oid: name.oid } : {}) };
}
