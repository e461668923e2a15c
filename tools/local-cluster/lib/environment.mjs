// The environment and the command of a container.
import { fieldOfPod } from "./volumes.mjs";

const units = { "": 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

function quantity(text) {
  const [, number, unit] = /^([\d.]+)([a-zA-Z]*)$/.exec(String(text));
  return Number(number) * units[unit];
}

function resourceOf(container, { resource, divisor }, capacity) {
  const [kind, name] = resource.split(".");
  const value = container.resources?.[kind]?.[name] ?? capacity[name] ?? "0";
  return String(Math.ceil(quantity(value) / quantity(divisor && divisor !== "0" ? divisor : "1")));
}

/** `$(NAME)` as Kubernetes has it: unknown names stay, `$$` is a dollar sign. */
export function expand(text, env) {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (all, name) => (all === "$$" ? "$" : name in env ? env[name] : all));
}

/** What a container finds in its environment. */
export async function environmentOf({ kube, pod, container, image, extra, apiAddress, capacity }) {
  const { namespace, name: hostname } = pod.metadata;
  const decode = (text) => Buffer.from(text, "base64").toString();
  const read = async (kind, { name, optional }) => {
    try {
      const { data = {} } = await kube.get(`/api/v1/namespaces/${namespace}/${kind}/${name}`);
      if (kind === "configmaps") return data;
      return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decode(value)]));
    } catch (error) {
      if (error.code === 404 && optional) return {};
      throw error;
    }
  };
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    ...image.env,
    HOSTNAME: hostname,
    KUBERNETES_SERVICE_HOST: apiAddress,
    KUBERNETES_SERVICE_PORT: "443",
    KUBERNETES_SERVICE_PORT_HTTPS: "443",
  };
  for (const { prefix = "", configMapRef, secretRef } of container.envFrom ?? []) {
    const data = configMapRef ? await read("configmaps", configMapRef) : await read("secrets", secretRef);
    for (const [key, value] of Object.entries(data)) env[prefix + key] = value;
  }
  for (const { name, value, valueFrom: from } of container.env ?? []) {
    if (!from) env[name] = expand(value ?? "", env);
    else if (from.fieldRef) env[name] = fieldOfPod(pod, from.fieldRef.fieldPath, extra);
    else if (from.resourceFieldRef) env[name] = resourceOf(container, from.resourceFieldRef, capacity);
    else {
      const of = from.configMapKeyRef ?? from.secretKeyRef;
      const data = await read(from.configMapKeyRef ? "configmaps" : "secrets", of);
      if (data[of.key] !== undefined) env[name] = data[of.key];
    }
  }
  return env;
}

/** The command of a container: its own, or its image's. */
export function commandOf({ command = [], args }, image, env) {
  const own = command.length > 0;
  const words = [...(own ? command : image.entrypoint), ...(args ?? (own ? [] : (image.args ?? [])))];
  return words.map((word) => expand(word, env));
}
