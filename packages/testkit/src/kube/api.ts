import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { parseAllDocuments } from "yaml";

/** An answer of the API server. */
export interface KubeAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they know to be there
  readonly body: any;
}

/** An object as manifests have it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** A client of the administrator, as plain as possible: what is tested must not test itself. */
export interface KubeApi {
  request(method: string, path: string, body?: unknown): Promise<KubeAnswer>;
  /** Server-side apply of objects or of a text of YAML documents; throws when one is refused. */
  apply(objects: string | readonly Manifest[]): Promise<void>;
  /** Reads an object; undefined when it is not there. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they know to be there
  get(path: string): Promise<any>;
  /** Waits until lists of these paths work. */
  served(paths: readonly string[]): Promise<void>;
  delete(path: string): Promise<void>;
  close(): void;
}

/** Makes a client for a server with the given authority and token. */
export function createKubeApi(url: string, { ca, token }: { readonly ca: string; readonly token: string }): KubeApi {
  let agent: Agent | undefined;
  let trusted = false;
  const paths = new Map<string, string>();

  const send = (method: string, path: string, body?: unknown): Promise<KubeAnswer> =>
    new Promise((resolve, reject) => {
      // Read late, and again until it works: the server makes its certificate when it starts, and not in one go.
      if (!trusted) agent = undefined;
      agent ??= new Agent({ keepAlive: true, ca: readFileSync(ca), maxSockets: 32 });
      const contentType = method === "PATCH" ? patchType(body) : "application/json";
      const text = body === undefined ? "" : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        // Without a length Node sends the body of a DELETE as if it were the next request.
        ...(text === "" ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
      };
      const sent = request(new URL(path, url), { method, agent, headers, timeout: 60_000 }, (response) => {
        trusted = true;
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks).toString();
          const parsed = answer.startsWith("{") ? JSON.parse(answer) : answer;
          resolve({ status: response.statusCode ?? 0, body: parsed });
        });
      });
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer within 60 s`)));
      sent.on("error", reject);
      sent.end(text);
    });

  const pathOf = async ({ apiVersion, kind, metadata }: Manifest): Promise<string | undefined> => {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = `${base} ${kind}`;
    if (!paths.has(known)) {
      const { body } = await send("GET", base);
      for (const { name, kind: of, namespaced } of body.resources ?? [])
        if (!name.includes("/")) paths.set(`${base} ${of}`, `${namespaced ? "namespaced " : ""}${name}`);
    }
    const found = paths.get(known);
    if (found === undefined) return undefined;
    const [plural, namespaced] = found.split(" ").reverse();
    const namespace = namespaced === undefined ? "" : `/namespaces/${metadata.namespace ?? "default"}`;
    return `${base}${namespace}/${plural}/${metadata.name}`;
  };

  const applyOne = async (object: Manifest): Promise<void> => {
    for (const since = Date.now(); ; ) {
      const path = await pathOf(object);
      const unknown: KubeAnswer = { status: 404, body: `the cluster does not serve ${object.apiVersion}` };
      const answer = path === undefined ? unknown : await send("PATCH", `${path}?fieldManager=test&force=true`, object);
      if (answer.status < 300) return;
      // A CRD is served a moment after it was made; a namespace may not be known to admission yet.
      if (Date.now() - since < 60_000 && [404, 429, 500, 503].includes(answer.status)) {
        paths.clear();
        await new Promise((resolve) => setTimeout(resolve, 100));
      } else throw new Error(`${object.kind} ${object.metadata.name}: ${JSON.stringify(answer.body)}`);
    }
  };

  return {
    request: send,
    async apply(objects) {
      const list = typeof objects === "string" ? parseManifests(objects) : objects;
      for (const object of list) await applyOne(object);
    },
    async get(path) {
      const { status, body } = await send("GET", path);
      if (status === 404) return undefined;
      if (status !== 200) throw new Error(`GET ${path}: ${JSON.stringify(body)}`);
      return body;
    },
    async served(list) {
      for (const path of list) {
        for (const since = Date.now(); (await send("GET", `${path}?limit=1`)).status !== 200; ) {
          if (Date.now() - since > 60_000) throw new Error(`${path} is not served within a minute`);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
    async delete(path) {
      const { status, body } = await send("DELETE", path);
      if (status >= 300 && status !== 404) throw new Error(`DELETE ${path}: ${JSON.stringify(body)}`);
    },
    close: () => agent?.destroy(),
  };
}

function patchType(body: unknown): string {
  if (Array.isArray(body)) return "application/json-patch+json";
  const whole = typeof body === "object" && body !== null && "apiVersion" in body;
  return whole ? "application/apply-patch+yaml" : "application/merge-patch+json";
}

/** The objects of a text of YAML documents. */
export function parseManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as Manifest | null;
    return object === null ? [] : [object];
  });
}
