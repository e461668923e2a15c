import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { type Credentials, createAgents, type TlsIdentity } from "./credentials.ts";

/** How long certificates and tokens are used before they are read again. */
const freshMs = 10_000;

type Fields = Readonly<Record<string, unknown>>;

/** Fields of a cluster and of a user that are understood here; with any other one the client library is asked. */
const clusterFields = ["server", "certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify"];
const userFields = [
  "token",
  "tokenFile",
  "client-certificate",
  "client-certificate-data",
  "client-key",
  "client-key-data",
];

/**
 * The credentials of one kubeconfig that names tokens and certificates and nothing else, as those of clusters for development and of
 * service accounts do: the client library, which can do much more, costs as much memory as thousands of routes. Undefined for any other.
 */
export function plainCredentials(files: readonly string[], context?: string): Credentials | undefined {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) return undefined;
  const first = read(file, context);
  if (first === undefined) return undefined;
  const agents = createAgents();
  let known: { readonly at: number; readonly plain: Plain } | undefined = { at: performance.now(), plain: first };
  return {
    url: first.server,
    namespace: first.namespace,
    async access() {
      if (known === undefined || performance.now() - known.at > freshMs)
        known = { at: performance.now(), plain: read(file, context) ?? known?.plain ?? first };
      const { token, tls } = known.plain;
      return { headers: token === undefined ? {} : { authorization: `Bearer ${token}` }, agent: agents.of(tls) };
    },
    refused() {
      known = undefined;
    },
    close: () => agents.close(),
  };
}

interface Plain {
  readonly server: string;
  readonly namespace: string | undefined;
  readonly token: string | undefined;
  readonly tls: TlsIdentity;
}

/** Whatever is not as expected is left to the library, which knows what to say of it. */
function read(file: string, context: string | undefined): Plain | undefined {
  let config: Fields;
  try {
    config = parse(readFileSync(file, "utf8")) as Fields;
    if (config === null || typeof config !== "object") return undefined;
  } catch {
    return undefined;
  }
  const of = named(config.contexts, context ?? config["current-context"], "context");
  const cluster = of && named(config.clusters, of.cluster, "cluster");
  const user = of && named(config.users, of.user, "user");
  if (!cluster || !user || !knows(clusterFields, cluster) || !knows(userFields, user)) return undefined;
  const { server } = cluster;
  if (typeof server !== "string" || !server.startsWith("https:")) return undefined;
  const folder = dirname(file);
  try {
    return {
      server: server.replace(/\/+$/, ""),
      namespace: typeof of.namespace === "string" ? of.namespace : undefined,
      token: text(user.token) ?? fileText(folder, user.tokenFile)?.trim(),
      tls: {
        ca: pem(folder, cluster, "certificate-authority"),
        cert: pem(folder, user, "client-certificate"),
        key: pem(folder, user, "client-key"),
        ...(cluster["insecure-skip-tls-verify"] === true ? { rejectUnauthorized: false } : {}),
      },
    };
  } catch {
    return undefined;
  }
}

function knows(fields: readonly string[], of: Fields): boolean {
  return Object.keys(of).every((field) => fields.includes(field));
}

function named(list: unknown, name: unknown, field: string): Fields | undefined {
  if (!Array.isArray(list) || typeof name !== "string") return undefined;
  const found = (list as readonly Fields[]).find((one) => one?.name === name)?.[field];
  return typeof found === "object" && found !== null ? (found as Fields) : undefined;
}

/** Data go before a file. */
function pem(folder: string, of: Fields, field: string): string | undefined {
  const data = text(of[`${field}-data`]);
  return data === undefined ? fileText(folder, of[field]) : Buffer.from(data, "base64").toString("utf8");
}

function fileText(folder: string, path: unknown): string | undefined {
  const name = text(path);
  return name === undefined ? undefined : readFileSync(resolve(folder, name), "utf8");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
