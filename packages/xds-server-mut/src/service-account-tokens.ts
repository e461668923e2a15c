import type { Asked, Authenticate } from "./caller.ts";

/** The part of a Kubernetes TokenReview that is sent. */
export interface TokenReview {
  readonly apiVersion: "authentication.k8s.io/v1";
  readonly kind: "TokenReview";
  readonly spec: { readonly token: string; readonly audiences: string[] };
}

/** The part of a Kubernetes TokenReview's status that is read. */
export interface TokenReviewStatus {
  readonly authenticated?: boolean;
  readonly error?: string;
  readonly audiences?: readonly string[];
  readonly user?: {
    readonly username?: string;
    readonly extra?: { readonly [key: string]: readonly string[] };
  };
}

/** A Kubernetes ServiceAccount, and the Pod that its token is bound to. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly pod: string | undefined;
}

/** How tokens are checked. */
export interface ServiceAccountTokenOptions {
  /** The audience that tokens are issued for; tokens for others, such as the API server's own, are refused. */
  readonly audience: string;
  /** Has the API server look at a token: creates the TokenReview and resolves with its status. */
  readonly review: (review: TokenReview) => Promise<TokenReviewStatus | undefined>;
  /** The fleet that a ServiceAccount stands for. Default: `namespace/name`. */
  readonly fleetOf?: (account: ServiceAccount) => string | undefined;
}

const podNameKey = "authentication.kubernetes.io/pod-name";

/**
 * Identities from the ServiceAccount tokens that proxies present as `authorization: Bearer`. A proxy gets the fleet of its ServiceAccount, and
 * only as the Pod that its token is bound to: `node.id` is the Pod's name. Tokens are secrets: use `tls`.
 */
export function serviceAccountTokens(options: ServiceAccountTokenOptions): Authenticate {
  const { audience, review } = options;
  const fleetOf = options.fleetOf ?? (({ namespace, name }) => `${namespace}/${name}`);
  const fail = (reason: string) => ({ ok: false, reason }) as const;
  return async ({ authorization = "" }) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) return fail("a ServiceAccount token is needed: authorization: Bearer …");
    const status = await review({
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenReview",
      spec: { token, audiences: [audience] },
    });
    if (status?.authenticated !== true)
      return fail(`the token is not valid${status?.error ? `: ${status.error}` : ""}`);
    // A server that knows nothing of audiences accepts a token for any of them, and tells none.
    if (status.audiences?.includes(audience) !== true) return fail(`the token is not for the audience ${audience}`);
    const name = status.user?.username ?? "";
    const account = toServiceAccount(name, status.user?.extra?.[podNameKey]?.[0]);
    if (account === undefined) return fail(`${name} is not a ServiceAccount`);
    return {
      ok: true,
      identity: { name, whyNot: (asked) => whyNot({ account, fleet: fleetOf(account), name }, asked) },
    };
  };
}

interface Proved {
  readonly account: ServiceAccount;
  readonly fleet: string | undefined;
  readonly name: string;
}

function whyNot({ account, fleet, name }: Proved, asked: Asked): string | undefined {
  if (fleet !== asked.fleet) return `${name} stands for ${fleet ?? "no fleet"}, not for ${asked.fleet}`;
  if (account.pod !== undefined && account.pod !== asked.node.id)
    return `the token is bound to the Pod ${account.pod}, not to ${asked.node.id}`;
  return undefined;
}

function toServiceAccount(username: string, pod: string | undefined): ServiceAccount | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name, pod };
}
