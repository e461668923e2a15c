import type { Authenticate, CallerCertificate } from "./caller.ts";

/** How certificates tell what a proxy may have. */
export interface ClientCertificateOptions {
  /** The fleets that a certificate stands for; none: nobody known. */
  readonly fleetsOf: (certificate: CallerCertificate) => readonly string[];
}

/** Identities from client certificates: a proxy gets the fleets that its certificate stands for, and no other. Needs `tls.ca`. */
export function clientCertificates({ fleetsOf }: ClientCertificateOptions): Authenticate {
  return async (_, { certificate }) => {
    if (certificate === undefined) return { ok: false, reason: "a client certificate is needed" };
    const name = certificate.uris[0] ?? certificate.dnsNames[0] ?? certificate.commonName;
    const fleets = fleetsOf(certificate);
    if (fleets.length === 0) return { ok: false, reason: `the certificate of ${name} stands for no fleet` };
    const whyNot = ({ fleet }: { readonly fleet: string }) =>
      fleets.includes(fleet)
        ? undefined
        : `the certificate of ${name} stands for ${fleets.join(", ")}, not for ${fleet}`;
    return { ok: true, identity: { name, whyNot } };
  };
}
