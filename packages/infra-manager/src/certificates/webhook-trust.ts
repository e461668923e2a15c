import { asList, asObject } from "../desired/json.ts";
import type { KubernetesApi } from "../kubernetes/api.ts";

/** Lets the API server trust the control plane where it serves a webhook; true when something was written. */
export async function ensureWebhookTrust(
  api: KubernetesApi,
  { name, trusted }: { readonly name: string; readonly trusted: string },
): Promise<boolean> {
  const path = `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${name}`;
  const { status, body } = await api.request({ method: "GET", path });
  if (status === 404) return false;
  if (status !== 200) throw new Error(`MutatingWebhookConfiguration ${name} cannot be read: ${String(body.message)}`);
  const caBundle = Buffer.from(trusted).toString("base64");
  const webhooks = asList(body.webhooks).map(asObject);
  const others = webhooks.filter(({ clientConfig }) => asObject(clientConfig).caBundle !== caBundle);
  if (others.length === 0) return false;
  const answer = await api.request({
    method: "PATCH",
    path,
    contentType: "application/strategic-merge-patch+json",
    body: { webhooks: others.map((webhook) => ({ name: webhook.name ?? "", clientConfig: { caBundle } })) },
  });
  if (answer.status >= 300)
    throw new Error(`MutatingWebhookConfiguration ${name} cannot be written: ${String(answer.body.message)}`);
  return true;
}

/** The name of the webhook that tells proxies' pods their zone, for a control plane in a namespace. */
export function topologyWebhookName(controllerNamespace: string): string {
  return `envoy-gateway-topology-injector.${controllerNamespace}`;
}
