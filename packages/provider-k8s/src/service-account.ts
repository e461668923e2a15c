import { existsSync, readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { type Credentials, createAgents } from "./credentials.ts";

/** Where a pod finds its service account. */
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/** How long a token is used before its file is read again: the kubelet replaces it long before it expires. */
const freshMs = 10_000;

/** Whether this process runs in a pod that may speak to its cluster. */
export function inPod(env: NodeJS.ProcessEnv, folder: string = serviceAccountFolder): boolean {
  return env.KUBERNETES_SERVICE_HOST !== undefined && existsSync(join(folder, "token"));
}

/**
 * The credentials of a pod. They are three files, read here: the client library, which can do much more, would cost a pod
 * as much memory as thousands of routes.
 */
export function serviceAccountCredentials(env: NodeJS.ProcessEnv, folder: string = serviceAccountFolder): Credentials {
  const host = env.KUBERNETES_SERVICE_HOST ?? "";
  const url = `https://${isIPv6(host) ? `[${host}]` : host}:${env.KUBERNETES_SERVICE_PORT ?? "443"}`;
  const agents = createAgents();
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  let known: { readonly at: number; readonly token: string; readonly ca: string } | undefined;
  return {
    url,
    namespace: existsSync(join(folder, "namespace")) ? read("namespace").trim() : undefined,
    async access() {
      if (known === undefined || performance.now() - known.at > freshMs)
        known = { at: performance.now(), token: read("token").trim(), ca: read("ca.crt") };
      return { headers: { authorization: `Bearer ${known.token}` }, agent: agents.of({ ca: known.ca }) };
    },
    refused() {
      known = undefined;
    },
    close: () => agents.close(),
  };
}
