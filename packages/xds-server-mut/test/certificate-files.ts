import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pair } from "./certificates.ts";

/** A folder with a certificate, its key and trusted authorities, replaced as a kubelet or cert-manager does: whole files at once. */
export class CertificateFiles {
  readonly folder: string = mkdtempSync(join(tmpdir(), "sluice-certs-"));
  readonly cert: string = join(this.folder, "tls.crt");
  readonly key: string = join(this.folder, "tls.key");
  readonly ca: string = join(this.folder, "ca.crt");

  write({ cert, key }: Pair): void {
    // Key first: a reader in between finds a pair that does not match, and keeps the old one.
    this.#put("tls.key", key);
    this.#put("tls.crt", cert);
  }

  trust(...authorities: readonly string[]): void {
    this.#put("ca.crt", authorities.map((text) => `${text.trim()}\n`).join(""));
  }

  /** Envoy's SDS files for the same folder, and the transport socket that reads them. */
  transportSocket(serverName: string): unknown {
    const source = (name: string) => ({
      path_config_source: { path: this.#put(`${name}.json`, ""), watched_directory: { path: this.folder } },
      resource_api_version: "V3",
    });
    const type = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3";
    const write = (name: string, secret: unknown) => {
      const resources = [{ "@type": `${type}.Secret`, name, ...(secret as object) }];
      this.#put(`${name}.json`, JSON.stringify({ resources }));
    };
    const [pair, trusted] = [source("pair"), source("trusted")];
    const watched_directory = { path: this.folder };
    write("pair", {
      tls_certificate: {
        certificate_chain: { filename: this.cert },
        private_key: { filename: this.key },
        watched_directory,
      },
    });
    write("trusted", { validation_context: { trusted_ca: { filename: this.ca }, watched_directory } });
    return {
      name: "envoy.transport_sockets.tls",
      typed_config: {
        "@type": `${type}.UpstreamTlsContext`,
        sni: serverName,
        common_tls_context: {
          tls_certificate_sds_secret_configs: [{ name: "pair", sds_config: pair }],
          validation_context_sds_secret_config: { name: "trusted", sds_config: trusted },
        },
      },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #put(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    return path;
  }
}
