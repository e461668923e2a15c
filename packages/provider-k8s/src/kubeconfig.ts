import { existsSync, statSync } from "node:fs";
import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { type Access, type Credentials, createAgents } from "./credentials.ts";
import { http } from "./node-http.ts";
import { plainCredentials } from "./plain-kubeconfig.ts";

/** How long certificates and tokens are used before they are read again. */
const freshMs = 10_000;

/** What `kubectl` would read: the given file, those of `KUBECONFIG`, or the one in the home folder. */
export function kubeconfigFiles(env: NodeJS.ProcessEnv, given?: string): readonly string[] {
  if (given !== undefined) return [given];
  const named = (env.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  return named.length > 0 ? named : [join(homedir(), ".kube", "config")];
}

/** Credentials of kubeconfig files, with all that the client library knows: plugins, OIDC, proxies, impersonation. */
export async function kubeconfigCredentials(files: readonly string[], context?: string): Promise<Credentials> {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`there is no kubeconfig at ${missing.join(", ")}`);
  const plain = plainCredentials(files, context);
  if (plain !== undefined) return plain;
  // Loaded only here: see `serviceAccountCredentials`.
  const { KubeConfig: Loaded } = await import("@kubernetes/client-node");
  const load = (): KubeConfig => {
    const config = new Loaded();
    for (const [at, file] of files.entries()) {
      const one = new Loaded();
      one.loadFromFile(file);
      if (at === 0) config.loadFromFile(file);
      else config.mergeConfig(one, true);
    }
    if (context !== undefined) config.setCurrentContext(context);
    return config;
  };
  let config = load();
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`${files.join(", ")} has no cluster for context ${config.currentContext}`);
  const agents = createAgents();
  const unencrypted = new http.Agent({ keepAlive: true });
  let mark = markOf(files);
  let known: { readonly at: number; readonly access: Access } | undefined;

  const read = async (): Promise<Access> => {
    if (markOf(files) !== mark) {
      mark = markOf(files);
      config = load();
    }
    const current = config.getCurrentCluster();
    // The library wants this said of a cluster without TLS, such as `kubectl proxy`.
    if (current?.server.startsWith("http:") === true) Object.assign(current, { skipTLSVerify: true });
    const options: RequestOptions = { headers: {} };
    await config.applyToHTTPSOptions(options);
    const headers = { ...(options.headers as Readonly<Record<string, string>>) };
    if (typeof options.auth === "string")
      headers.Authorization = `Basic ${Buffer.from(options.auth).toString("base64")}`;
    if (current?.server.startsWith("http:") === true) return { headers, agent: unencrypted };
    const { ca, cert, key, servername, rejectUnauthorized } = options as Parameters<typeof agents.of>[0];
    const proxied = current?.proxyUrl !== undefined && typeof options.agent === "object";
    const agent = proxied ? (options.agent as Agent) : agents.of({ ca, cert, key, servername, rejectUnauthorized });
    return { headers, agent };
  };

  return {
    url: cluster.server.replace(/\/+$/, ""),
    namespace: config.getContextObject(config.getCurrentContext())?.namespace,
    async access() {
      if (known === undefined || performance.now() - known.at > freshMs)
        known = { at: performance.now(), access: await read() };
      return known.access;
    },
    refused() {
      known = undefined;
      mark = "";
    },
    close() {
      agents.close();
      unencrypted.destroy();
    },
  };
}

function markOf(files: readonly string[]): string {
  return files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0).join();
}
