import type { Command } from "commander";

interface CertgenFlags {
  readonly local?: boolean;
  readonly configHome?: string;
  readonly overwrite?: boolean;
  readonly disableTopologyInjector?: boolean;
}

/** Adds `certgen`, which makes and renews the certificates of the control plane; the server does the same by itself. */
export function addCertgenCommand(program: Command): void {
  program
    .command("certgen")
    .description("Makes or renews the control plane's certificates: as Secrets of a cluster, or as files.")
    .option("-l, --local", "as files on this machine")
    .option("--config-home <folder>", "where the files go, below certs/")
    .option("-o, --overwrite", "replaces what is there, without cutting off who still uses it")
    .option("--disable-topology-injector", "leaves the webhook that tells proxies their zone alone")
    .action(async (flags: CertgenFlags) => {
      try {
        await (flags.local === true ? inFiles(flags) : inSecrets(flags));
      } catch (error) {
        console.error(`Certificates cannot be made: ${(error as Error).message}`);
        process.exitCode = 1;
      }
    });
}

async function inFiles({ configHome, overwrite }: CertgenFlags): Promise<void> {
  const { ensureCertificates, ensureHmacFile, hostDirectories } = await import("@sluice/infra-manager");
  const { join } = await import("node:path");
  const directory = join(configHome ?? hostDirectories().config, "certs");
  const { renewed } = await ensureCertificates(directory, { rotateAuthority: overwrite ?? false });
  const hmac = await ensureHmacFile(directory);
  tell([...renewed, ...(hmac === undefined ? [] : [hmac])], `The files in ${directory} are good`);
}

async function inSecrets({ overwrite = false, disableTopologyInjector = false }: CertgenFlags): Promise<void> {
  const { ensureCertificateSecrets, ensureWebhookTrust, topologyWebhookName } = await import("@sluice/infra-manager");
  const { openCluster } = await import("@sluice/provider-k8s");
  const namespace = process.env.ENVOY_GATEWAY_NAMESPACE || "envoy-gateway-system";
  const dnsDomain = process.env.KUBERNETES_CLUSTER_DOMAIN || "cluster.local";
  const api = await openCluster();
  try {
    const made = await ensureCertificateSecrets({ api, namespace, dnsDomain, overwrite });
    tell(
      made.renewed.map((name) => `Secret ${namespace}/${name}`),
      `The Secrets in namespace ${namespace} are good`,
    );
    for (const name of made.foreign) console.log(`Secret ${namespace}/${name} is somebody else's, and was left alone`);
    if (disableTopologyInjector) return;
    const name = topologyWebhookName(namespace);
    if (await ensureWebhookTrust(api, { name, trusted: made.controlPlane.trusted }))
      console.log(`MutatingWebhookConfiguration ${name} trusts the control plane`);
  } finally {
    await api.close();
  }
}

function tell(made: readonly string[], otherwise: string): void {
  console.log(made.length === 0 ? otherwise : `Made: ${made.join(", ")}`);
}
