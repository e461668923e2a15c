import { randomBytes } from "node:crypto";
import { controlPlaneName } from "../desired/bootstrap-xds.ts";
import { asObject, type Json, type JsonObject } from "../desired/json.ts";
import type { ApiAnswer, KubernetesApi } from "../kubernetes/api.ts";
import { observedKinds, pathOf } from "../kubernetes/kinds.ts";
import { type Identity, renew } from "./renew.ts";
import {
  type FoundSecret,
  hmacKey,
  holds,
  isOurs,
  newSecret,
  type PairName,
  pairIn,
  pairNames,
  type SecretContent,
  secretLabels,
  secretNames,
  toContents,
  toStock,
} from "./secret-stock.ts";

const day = 24 * 60 * 60 * 1000;
const attempts = 10;

/** Where certificates are kept, and for whom. */
export interface SecretOptions {
  readonly api: KubernetesApi;
  /** Where the control plane runs. */
  readonly namespace: string;
  /** `cluster.local` unless given. */
  readonly dnsDomain?: string;
  /** Writes Secrets of others too, and starts to replace the authority. */
  readonly overwrite?: boolean;
  /** Time between trusting a new authority and using it, in milliseconds; a day unless given. */
  readonly overlapMs?: number;
  readonly now?: Date;
}

/** The certificates of the road between the control plane and its proxies, as Secrets hold them. */
export interface SecretCertificates {
  readonly controlPlane: Omit<Identity, "notAfter">;
  readonly envoy: Omit<Identity, "notAfter">;
  /** Names of Secrets that this call wrote; empty when everything was good. */
  readonly renewed: readonly string[];
  /** Names of Secrets that are somebody else's, who must renew them. */
  readonly foreign: readonly string[];
  readonly checkAgain: Date;
}

/**
 * Makes what is missing, broken or old, and leaves the rest. Safe to call from several processes: who writes last onto what
 * another has changed reads it again first. Secrets that Envoy Gateway made serve until they age.
 */
export async function ensureCertificateSecrets(options: SecretOptions): Promise<SecretCertificates> {
  const renewed = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const made = await tryOnce(options, renewed);
    if (made !== "conflict") return { ...made, renewed: [...renewed].sort() };
    if (attempt === attempts) throw new Error(`somebody else keeps changing Secrets in namespace ${options.namespace}`);
  }
}

async function tryOnce(
  options: SecretOptions,
  renewed: Set<string>,
): Promise<Omit<SecretCertificates, "renewed"> | "conflict"> {
  const { api, namespace, dnsDomain = "cluster.local" } = options;
  const names = Object.keys(secretNames) as (keyof typeof secretNames)[];
  const found = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readSecret(api, namespace, secretNames[name])] as const)),
  ) as Record<keyof typeof secretNames, FoundSecret>;
  const service = `${controlPlaneName}.${namespace}`;
  const foreign = pairNames.filter((name) => options.overwrite !== true && !isOurs(found[name]));
  const client = { use: "client", names: ["envoy", `*.${namespace}`] } as const;
  // Pairs of somebody else have an authority of somebody else: ours could sign nothing that they trust.
  const isKept = foreign.includes("controlPlane") || foreign.includes("envoy");
  const made = isKept
    ? undefined
    : await renew<PairName>(toStock(found), {
        now: options.now ?? new Date(),
        overlapMs: options.overlapMs ?? day,
        rotateAuthority: options.overwrite ?? false,
        adopt: true,
        subjects: {
          controlPlane: {
            use: "server",
            names: [controlPlaneName, service, `${service}.svc`, `${service}.svc.${dnsDomain}`],
          },
          envoy: client,
          rateLimit: client,
        },
      });
  const contents: SecretContent[] =
    made === undefined ? [] : toContents(made).filter(({ name }) => !foreign.some((one) => secretNames[one] === name));
  if (found.hmac === undefined)
    contents.push({ name: secretNames.hmac, type: "Opaque", data: { [hmacKey]: randomBytes(32).toString("base64") } });
  for (const content of contents) {
    const name = names.find((one) => secretNames[one] === content.name);
    const before = name && found[name];
    if (holds(before, content)) continue;
    const answer = await writeSecret(api, { namespace, content, before });
    if (answer.status === 409) return "conflict";
    if (answer.status >= 300)
      throw new Error(`Secret ${namespace}/${content.name} cannot be written: ${saidBy(answer)}`);
    renewed.add(content.name);
  }
  const identity = (name: PairName): Omit<Identity, "notAfter"> => {
    const pair = made?.pairs[name] ?? pairIn(found[name]);
    if (pair === undefined) throw new Error(`Secret ${namespace}/${secretNames[name]} holds no certificate`);
    return { certificate: pair.certificate, privateKey: pair.privateKey, trusted: pair.trusted ?? "" };
  };
  return {
    controlPlane: identity("controlPlane"),
    envoy: identity("envoy"),
    foreign: foreign.map((name) => secretNames[name]).sort(),
    checkAgain: made?.checkAgain ?? new Date((options.now ?? new Date()).getTime() + day),
  };
}

/** Undefined when it is not there. */
async function readSecret(api: KubernetesApi, namespace: string, name: string): Promise<FoundSecret> {
  const answer = await api.request({ method: "GET", path: pathOf(observedKinds.Secret, namespace, name) });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(`Secret ${namespace}/${name} cannot be read: ${saidBy(answer)}`);
  return answer.body;
}

interface SecretWrite {
  readonly namespace: string;
  readonly content: SecretContent;
  readonly before: FoundSecret;
}

/** Fails with a conflict when it is not as it was found. */
function writeSecret(api: KubernetesApi, { namespace, content, before }: SecretWrite): Promise<ApiAnswer> {
  const { resourceVersion } = asObject(before?.metadata);
  if (resourceVersion === undefined) {
    const path = pathOf(observedKinds.Secret, namespace);
    return api.request({ method: "POST", path, body: newSecret(namespace, content) });
  }
  const body: JsonObject = {
    metadata: { resourceVersion, labels: secretLabels },
    data: content.data as Readonly<Record<string, Json>>,
  };
  const path = pathOf(observedKinds.Secret, namespace, content.name);
  return api.request({ method: "PATCH", path, contentType: "application/merge-patch+json", body });
}

function saidBy({ status, body }: ApiAnswer): string {
  return typeof body.message === "string" ? body.message : `status ${status}`;
}
