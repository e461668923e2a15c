import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SecretNews, watchCertificateSecrets } from "@sluice/infra-manager";
import type { KubernetesCluster } from "@sluice/provider-k8s";
import type { Log } from "../log.ts";

/** The control plane's own certificate, key and trusted authorities, PEM. */
export type ControlPlaneIdentity = Extract<SecretNews, { kind: "certificates" }>["certificates"]["controlPlane"];

/** How certificates are kept. */
export interface KeepOptions {
  readonly cluster: KubernetesCluster;
  readonly namespace: string;
  readonly dnsDomain: string;
  readonly log: Log;
  /** Told the first identity, and every one after it. */
  readonly onIdentity: (identity: ControlPlaneIdentity) => void;
}

/** Certificates that are files of this process. */
export interface KeptCertificates {
  readonly folder: string;
  close(): void;
}

/**
 * The certificates in the cluster's Secrets, made if need be, and written to files of this process: a Secret that is mounted comes
 * a minute late. Resolves when they are there, however long the API server cannot be asked.
 */
export function keepCertificates({ log, onIdentity, ...of }: KeepOptions): Promise<KeptCertificates> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-certificates-"));
  let told = "";
  return new Promise((resolve) => {
    const { cluster: api, namespace, dnsDomain } = of;
    const watching = watchCertificateSecrets({ api, namespace, dnsDomain }).subscribe((news) => {
      if (news.kind === "problem") {
        const text = `The certificates in namespace ${namespace} cannot be kept: ${news.message}`;
        if (text !== told) log({ part: "infrastructure", level: "error", text });
        told = text;
        return;
      }
      told = "";
      const { controlPlane, renewed } = news.certificates;
      if (renewed.length > 0)
        log({ part: "infrastructure", level: "info", text: `Certificates made: Secrets ${renewed.join(", ")}` });
      writeIdentity(folder, controlPlane);
      onIdentity(controlPlane);
      // Has no effect but the first time.
      resolve({
        folder,
        close() {
          watching.unsubscribe();
          rmSync(folder, { recursive: true, force: true });
        },
      });
    });
  });
}

/** Whoever reads in between finds a key that does not fit, and keeps what it has. */
function writeIdentity(folder: string, { certificate, privateKey, trusted }: ControlPlaneIdentity): void {
  for (const [name, text] of [
    ["ca.crt", trusted],
    ["tls.key", privateKey],
    ["tls.crt", certificate],
  ] as const) {
    const file = join(folder, name);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}
