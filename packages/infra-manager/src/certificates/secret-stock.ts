import { asObject, type Json, type JsonObject } from "../desired/json.ts";
import type { Renewed, Stock, StockPair } from "./renew.ts";

/** Secrets of the control plane, by what they hold; Envoy Gateway's names, but for the authority, whose key it throws away. */
export const secretNames = {
  controlPlane: "envoy-gateway",
  envoy: "envoy",
  rateLimit: "envoy-rate-limit",
  authority: "sluice-authority",
  hmac: "envoy-oidc-hmac",
} as const;
/** Pairs that are kept in Secrets. */
export type PairName = "controlPlane" | "envoy" | "rateLimit";
export const pairNames: readonly PairName[] = ["controlPlane", "envoy", "rateLimit"];

/** Key of the secret that OIDC cookies are signed with. */
export const hmacKey = "hmac-secret";

/** Labels of Secrets that may be written: Envoy Gateway or Sluice made them. Others, such as cert-manager's, are only read. */
export const secretLabels: Readonly<Record<string, string>> = { "control-plane": "envoy-gateway" };

/** A Secret as it is: undefined where there is none. */
export type FoundSecret = JsonObject | undefined;

/** True for a Secret that may be made or changed. */
export function isOurs(secret: FoundSecret): boolean {
  if (secret === undefined) return true;
  const labels = asObject(asObject(secret.metadata).labels);
  return Object.entries(secretLabels).every(([label, value]) => labels[label] === value);
}

/** A text in a Secret. */
export function textIn(secret: FoundSecret, key: string): string | undefined {
  const value = asObject(secret?.data)[key];
  return typeof value === "string" ? Buffer.from(value, "base64").toString() : undefined;
}

/** What Secrets hold. */
export function toStock(secrets: Readonly<Record<keyof typeof secretNames, FoundSecret>>): Stock {
  return {
    authority: textIn(secrets.authority, "current.pem"),
    nextAuthority: textIn(secrets.authority, "next.pem"),
    previousAuthority: textIn(secrets.authority, "previous.pem"),
    pairs: Object.fromEntries(pairNames.map((name) => [name, pairIn(secrets[name])])),
  };
}

/** The pair in a Secret. */
export function pairIn(secret: FoundSecret): StockPair | undefined {
  const [certificate, privateKey] = [textIn(secret, "tls.crt"), textIn(secret, "tls.key")];
  if (certificate === undefined || privateKey === undefined) return undefined;
  return { certificate, privateKey, trusted: textIn(secret, "ca.crt") };
}

/** The content of a Secret, as the API server takes it; null removes a key. */
export interface SecretContent {
  readonly name: string;
  readonly type: string;
  readonly data: Readonly<Record<string, string | null>>;
}

/** What the Secrets must hold, in the order in which they are to be written: who signs before what is signed. */
export function toContents(made: Renewed<PairName>): readonly SecretContent[] {
  const contents: SecretContent[] = [];
  const { authority, nextAuthority, previousAuthority, pairs } = made;
  if (authority !== undefined || nextAuthority !== undefined)
    contents.push({
      name: secretNames.authority,
      type: "Opaque",
      data: {
        "current.pem": encoded(authority),
        "next.pem": encoded(nextAuthority),
        "previous.pem": encoded(previousAuthority),
      },
    });
  for (const name of pairNames) {
    const pair = pairs[name];
    if (pair === undefined) continue;
    contents.push({
      name: secretNames[name],
      type: "kubernetes.io/tls",
      data: {
        "ca.crt": encoded(pair.trusted),
        "tls.crt": encoded(pair.certificate),
        "tls.key": encoded(pair.privateKey),
      },
    });
  }
  return contents;
}

function encoded(text: string | undefined): string | null {
  return text === undefined ? null : Buffer.from(text).toString("base64");
}

/** True when a Secret holds all that it must. */
export function holds(secret: FoundSecret, { data }: SecretContent): boolean {
  const found = asObject(secret?.data);
  return Object.entries(data).every(([key, value]) => (found[key] ?? null) === value);
}

/** A Secret to make. */
export function newSecret(namespace: string, { name, type, data }: SecretContent): JsonObject {
  const filled = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null)) as Record<string, Json>;
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace, labels: secretLabels }, type, data: filled };
}
