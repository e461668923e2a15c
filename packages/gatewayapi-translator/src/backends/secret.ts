import type { Collected, Read } from "@sluice/collections";
import type { Secret } from "@sluice/ir";
import { type Resources, refOf, secretData } from "@sluice/resources";
import { authorityBundle } from "../gateways/authorities.ts";
import { readCertificate, secretText } from "../gateways/certificates.ts";
import { isOcspResponse, stapleField } from "../gateways/ocsp.ts";
import type { TranslateOptions } from "../options.ts";
import type { SecretWant } from "./destination.ts";

/** Where the proxies' image keeps the authorities that the system trusts. */
const systemAuthorities = "/etc/ssl/certs/ca-certificates.crt";

/** Key material for Envoy, as it is now. */
export function toSecret(
  { fleet, secret }: SecretWant,
  from: { readonly read: Read; readonly resources: Collected<Resources>; readonly options: TranslateOptions },
): Secret | undefined {
  const { name } = secret;
  const base = { key: `${fleet}|${name}`, fleet, name };
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  switch (secret.kind) {
    case "systemCa":
      return {
        ...base,
        kind: "systemCa",
        path: systemAuthorities,
        origin: { group: "", kind: "", namespace: "", name },
      };
    case "ca": {
      const [first] = secret.sources;
      const [namespace, objectName] = splitKey(first?.key ?? name);
      const group = first?.kind === "ClusterTrustBundle" ? "certificates.k8s.io" : "";
      const origin = { group, kind: first?.kind ?? "", namespace, name: objectName };
      return { ...base, kind: "ca", bundle: bytes(authorityBundle(secret.sources, from)), origin };
    }
    case "certificate": {
      const object = from.read.get(from.resources.Secret, name);
      if (object === undefined) return undefined;
      const read = readCertificate(object, undefined);
      // Certificates for listeners were checked; a client certificate goes to Envoy as it is.
      const chain = read.ok ? read.value.chain : secretText(object, "tls.crt");
      const key = read.ok ? read.value.privateKey : secretText(object, "tls.key");
      const staple = secretData(object, stapleField);
      return {
        ...base,
        kind: "certificate",
        origin: refOf(object),
        chain: bytes(chain ?? ""),
        privateKey: bytes(key ?? ""),
        // A certificate serves without its staple; with a broken one Envoy refuses it.
        ...(staple !== undefined && isOcspResponse(staple) ? { ocspStaple: staple } : {}),
      };
    }
  }
}

function splitKey(key: string): readonly [string, string] {
  const slash = key.indexOf("/");
  return slash < 0 ? ["", key] : [key.slice(0, slash), key.slice(slash + 1)];
}
