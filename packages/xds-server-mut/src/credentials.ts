import { readFileSync, statSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { ServerCredentials } from "@grpc/grpc-js";

/** PEM files of a server that speaks TLS. They are looked at before every handshake, so replacing them needs no restart. */
export interface XdsTlsFiles {
  /** Path of the server's certificate chain. */
  readonly cert: string;
  /** Path of its private key. */
  readonly key: string;
  /** Path of the CA certificates that proxies' certificates must chain to; several in one file let an old and a new CA overlap. Without it any proxy may connect. */
  readonly ca?: string;
}

/** Tells that new files were taken, or that they are broken and the old ones stay. */
export type OnCertificates = (outcome: "loaded" | "kept", message: string) => void;

/** Credentials from files. The first read must succeed; later a broken set of files leaves the last good one in use. */
export class FileCredentials extends ServerCredentials {
  readonly #files: XdsTlsFiles;
  readonly #onCertificates: OnCertificates;
  #stamp: string;

  constructor(files: XdsTlsFiles, onCertificates: OnCertificates) {
    const options = read(files);
    // An unknown client gets a handshake failure, not a stream.
    super(
      { requestCert: files.ca !== undefined, rejectUnauthorized: files.ca !== undefined, minVersion: "TLSv1.2" },
      options,
    );
    this.#files = files;
    this.#onCertificates = onCertificates;
    this.#stamp = stamp(files);
  }

  /** Looks at the files again; cheap when nothing changed. */
  refresh(): void {
    try {
      const now = stamp(this.#files);
      if (now === this.#stamp) return;
      this.#stamp = now;
      this.updateSecureContextOptions(read(this.#files));
      this.#onCertificates("loaded", this.#files.cert);
    } catch (cause) {
      this.#onCertificates("kept", cause instanceof Error ? cause.message : String(cause));
    }
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function read({ cert, key, ca }: XdsTlsFiles): SecureContextOptions {
  const options = {
    cert: readFileSync(cert),
    key: readFileSync(key),
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
  };
  // Throws when key and certificate do not match.
  createSecureContext(options);
  return options;
}

function stamp({ cert, key, ca }: XdsTlsFiles): string {
  return [cert, key, ...(ca === undefined ? [] : [ca])]
    .map((path) => {
      const { mtimeNs, size, ino } = statSync(path, { bigint: true });
      return `${mtimeNs}.${size}.${ino}`;
    })
    .join();
}
