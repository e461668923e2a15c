import type { ApiAnswer, KubernetesCluster } from "@sluice/provider-k8s";
import type { XdsCall } from "@sluice/xds-server";

/** How tokens of proxies are reviewed. */
export interface ReviewOptions {
  readonly cluster: Pick<KubernetesCluster, "request">;
  /** Whom tokens must be meant for. */
  readonly audience: string;
}

/**
 * Asks the API server whether a proxy is the pod that it says it is: by its ServiceAccount token, which is bound to the pod and meant for
 * this control plane. Resolves with what is wrong.
 */
export function reviewTokens({ cluster, audience }: ReviewOptions): (call: XdsCall) => Promise<string | undefined> {
  return async ({ bearer, node }) => {
    if (bearer === undefined) return "no bearer token";
    const body = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenReview",
      spec: { token: bearer, audiences: [audience] },
    };
    const path = "/apis/authentication.k8s.io/v1/tokenreviews";
    const answer = await cluster.request({ method: "POST", path, body });
    return objectionTo(answer, { audience, node });
  };
}

interface Expected {
  readonly audience: string;
  readonly node: XdsCall["node"];
}

interface Review {
  readonly status?: {
    readonly authenticated?: boolean;
    readonly error?: string;
    readonly audiences?: readonly string[];
    readonly user?: { readonly username?: string; readonly extra?: Readonly<Record<string, readonly string[]>> };
  };
}

/** What is wrong with a reviewed token; nothing if it is the node's. */
export function objectionTo({ status, body }: ApiAnswer, { audience, node }: Expected): string | undefined {
  if (status >= 300) return `the token cannot be reviewed: ${status} ${String(body.message ?? "")}`.trim();
  const { authenticated, error, audiences = [], user } = (body as Review).status ?? {};
  if (!authenticated) return `the token is not valid: ${error ?? "no reason given"}`;
  if (!audiences.includes(audience)) return `the token is not meant for ${audience}`;
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(user?.username ?? "") ?? [];
  if (namespace === undefined) return `${user?.username ?? "nobody"} is no service account`;
  const [pod] = user?.extra?.["authentication.kubernetes.io/pod-name"] ?? [];
  if (pod !== node.id) return `the token belongs to the pod ${pod ?? "(none)"}, not to ${node.id}`;
  // A fleet beside its Gateway is `<namespace>/<name>`: nobody gets what belongs to another namespace.
  const [home, name] = node.cluster.split("/");
  if (name !== undefined && home !== namespace)
    return `a pod of the namespace ${namespace} is no proxy of ${node.cluster}`;
  return undefined;
}
