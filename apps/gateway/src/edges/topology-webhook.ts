import { ensureWebhookTrust, serveTopologyWebhook, topologyWebhookName } from "@sluice/infra-manager";
import type { KubernetesCluster } from "@sluice/provider-k8s";
import type { Log } from "../log.ts";
import type { ControlPlaneIdentity } from "./kept-certificates.ts";

/** The webhook that tells proxies' pods their zone, as far as it can be had: without it they only have none. */
export interface TopologyWebhook {
  /** Serves with this identity from now on, and has the API server trust it. */
  use(identity: ControlPlaneIdentity): void;
  close(): Promise<void>;
}

/** Serves the webhook from the first identity on. */
export function keepTopologyWebhook(api: KubernetesCluster, namespace: string, log: Log): TopologyWebhook {
  const warn = (text: string): void => log({ part: "infrastructure", level: "warn", text });
  const name = topologyWebhookName(namespace);
  let serving: ReturnType<typeof serveTopologyWebhook> | undefined;
  const begin = (identity: ControlPlaneIdentity): typeof serving => {
    const onFailure = (message: string): void => warn(`A proxy's pod was not told its zone: ${message}`);
    const begun = serveTopologyWebhook({ api, identity, onFailure });
    begun.catch((error: Error) => warn(`Proxies are not told their zone: ${error.message}`));
    return begun;
  };
  return {
    use(identity) {
      if (serving === undefined) serving = begin(identity);
      else
        serving.then(
          (webhook) => webhook.renew(identity),
          () => {},
        );
      ensureWebhookTrust(api, { name, trusted: identity.trusted }).catch((error: Error) => warn(error.message));
    },
    async close() {
      await (await serving?.catch(() => undefined))?.close();
    },
  };
}
