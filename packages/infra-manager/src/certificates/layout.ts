import { join } from "node:path";

/** Where everything lies below the folder of certificates; other programs may rely on these names. */
export interface CertificateFiles {
  /** The signing authority: private key and certificate in one file, so that they change together. */
  readonly authority: string;
  /** The authority that signs after an overlap; absent except during a rotation. */
  readonly nextAuthority: string;
  /** The certificate of the authority that signed before; absent except after a rotation. */
  readonly previousAuthority: string;
  readonly controlPlane: PairFiles;
  readonly envoy: PairFiles & {
    /** The pair, and whom to trust, in the format of Envoy's file-based SDS. */
    readonly sdsCertificate: string;
    readonly sdsTrustedCa: string;
  };
}

/** A certificate, its key, and the authorities it trusts, as PEM files. */
export interface PairFiles {
  readonly certificate: string;
  readonly privateKey: string;
  readonly trusted: string;
}

/** The layout below a folder. */
export function certificateFiles(directory: string): CertificateFiles {
  const envoy = join(directory, "envoy");
  return {
    authority: join(directory, "ca", "current.pem"),
    nextAuthority: join(directory, "ca", "next.pem"),
    previousAuthority: join(directory, "ca", "previous.pem"),
    controlPlane: pairFiles(join(directory, "envoy-gateway")),
    envoy: {
      ...pairFiles(envoy),
      sdsCertificate: join(envoy, "xds-certificate.json"),
      sdsTrustedCa: join(envoy, "xds-trusted-ca.json"),
    },
  };
}

function pairFiles(directory: string): PairFiles {
  return {
    certificate: join(directory, "tls.crt"),
    privateKey: join(directory, "tls.key"),
    trusted: join(directory, "ca.crt"),
  };
}
