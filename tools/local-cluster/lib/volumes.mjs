// The files of a pod's volumes, kept as a kubelet keeps them: changed all at once, by the move of one link.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

const decoded = (text) => Buffer.from(text, "base64");

/** What a field reference says about a pod; `extra` is what the object does not know yet. */
export function fieldOfPod(pod, path, extra) {
  const entry = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (entry) return pod.metadata[entry[1]]?.[entry[2]] ?? "";
  if (path in extra) return extra[path];
  if (path === "metadata.labels" || path === "metadata.annotations") {
    const entries = Object.entries(pod.metadata[path.slice("metadata.".length)] ?? {});
    return entries.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join("\n");
  }
  return String(path.split(".").reduce((value, step) => value?.[step], pod) ?? "");
}

/** Makes or refreshes all volumes of a pod below `folder`; returns the folder of each by name. `memory` is kept between calls. */
export async function keepVolumes({ kube, pod, folder, extra, memory }) {
  const folders = {};
  for (const volume of pod.spec.volumes ?? []) {
    const at = join(folder, volume.name);
    mkdirSync(at, { recursive: true });
    folders[volume.name] = at;
    // A hostPath is an empty folder here: no pod gets at this machine's own files.
    if (volume.emptyDir || volume.hostPath) {
      chmodSync(at, 0o777);
      continue;
    }
    memory.tokens ??= {};
    const files = await filesOf({ kube, pod, extra, tokens: memory.tokens }, volume);
    if (files === undefined) continue;
    const sum = JSON.stringify(Object.entries(files).map(([name, { data }]) => [name, data.toString("latin1")]));
    memory.sums ??= {};
    if (memory.sums[volume.name] === sum) continue;
    write(at, files);
    memory.sums[volume.name] = sum;
  }
  return folders;
}

async function filesOf(context, volume) {
  if (volume.configMap) {
    const { name, optional, items, defaultMode = 0o644 } = volume.configMap;
    return pick(entriesOf(await read(context, { kind: "configmaps", name, optional })), {
      items,
      mode: defaultMode,
      of: name,
    });
  }
  if (volume.secret) {
    const { secretName, optional, items, defaultMode = 0o644 } = volume.secret;
    const secret = await read(context, { kind: "secrets", name: secretName, optional });
    return pick(secretEntries(secret), { items, mode: defaultMode, of: secretName });
  }
  if (volume.downwardAPI) return downward(context, volume.downwardAPI);
  if (!volume.projected) return undefined;
  const all = {};
  for (const source of volume.projected.sources) Object.assign(all, await projected(context, source, volume.name));
  return all;
}

async function projected(context, source, volume) {
  if (source.serviceAccountToken) return tokenFile(context, source.serviceAccountToken, volume);
  if (source.secret) return filesOf(context, { secret: { ...source.secret, secretName: source.secret.name } });
  return filesOf(context, source);
}

function downward({ pod, extra }, { items = [] }) {
  const files = items.map(({ path, fieldRef }) => [path, Buffer.from(fieldOfPod(pod, fieldRef.fieldPath, extra))]);
  return Object.fromEntries(files.map(([path, data]) => [path, { data, mode: 0o644 }]));
}

async function tokenFile({ kube, pod, tokens }, { path, audience, expirationSeconds = 0 }, volume) {
  const { namespace, name, uid } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? "default";
  const key = `${volume}/${path}`;
  if (tokens[key] === undefined) {
    const { status } = await kube.post(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {
        audiences: audience ? [audience] : undefined,
        // Nothing renews it.
        expirationSeconds: Math.max(expirationSeconds, 86400),
        boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
      },
    });
    tokens[key] = status.token;
  }
  return { [path]: { data: Buffer.from(tokens[key]), mode: 0o644 } };
}

async function read({ kube, pod }, { kind, name, optional }) {
  try {
    return await kube.get(`/api/v1/namespaces/${pod.metadata.namespace}/${kind}/${name}`);
  } catch (error) {
    if (error.code === 404 && optional) return {};
    throw error;
  }
}

function entriesOf({ data = {}, binaryData = {} }) {
  const texts = Object.entries(data).map(([key, value]) => [key, Buffer.from(value)]);
  return Object.fromEntries([...texts, ...Object.entries(binaryData).map(([key, value]) => [key, decoded(value)])]);
}

function secretEntries({ data = {} }) {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decoded(value)]));
}

function pick(entries, { items, mode, of }) {
  const all = items?.length ? items : Object.keys(entries).map((key) => ({ key, path: key }));
  // An optional object that is not there gives an empty volume.
  const wanted = Object.keys(entries).length === 0 ? [] : all;
  return Object.fromEntries(
    wanted.map(({ key, path, mode: own }) => {
      if (!(key in entries)) throw new Error(`${of} has no key ${key}`);
      return [path, { data: entries[key], mode: own ?? mode }];
    }),
  );
}

function write(folder, files) {
  mkdirSync(folder, { recursive: true });
  const stamp = basename(mkdtempSync(`${folder}/..`));
  chmodSync(join(folder, stamp), 0o755);
  for (const [name, { data, mode }] of Object.entries(files)) {
    const path = join(folder, stamp, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data, { mode });
  }
  const current = join(folder, "..data");
  const old = existsSync(current) ? readlinkSync(current) : undefined;
  symlinkSync(stamp, join(folder, "..next"));
  renameSync(join(folder, "..next"), current);
  const names = new Set(Object.keys(files).map((name) => name.split("/")[0]));
  for (const name of names) if (!existsSync(join(folder, name))) symlinkSync(`..data/${name}`, join(folder, name));
  for (const name of readdirSync(folder)) if (!name.startsWith("..") && !names.has(name)) rmSync(join(folder, name));
  if (old !== undefined) rmSync(join(folder, old), { recursive: true, force: true });
}
