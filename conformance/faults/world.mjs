// What is served while things break: a Gateway, a backend, routes that stay and routes that change, and clients that count.
import { Agent, get } from "node:http";
import { api, kubectl, sleep, until } from "./cluster.mjs";

const routes = 20;
const manifests = `apiVersion: v1
kind: Namespace
metadata: {name: faults}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: echo, namespace: faults}
spec:
  replicas: 2
  selector: {matchLabels: {app: echo}}
  template:
    metadata: {labels: {app: echo}}
    spec:
      containers:
      - name: echo
        image: gcr.io/k8s-staging-gateway-api/echo-basic:v1
        env:
        - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
---
apiVersion: v1
kind: Service
metadata: {name: echo, namespace: faults}
spec: {selector: {app: echo}, ports: [{port: 8080, targetPort: 3000}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: faults}
spec:
  gatewayClassName: CLASS
  listeners: [{name: http, protocol: HTTP, port: 80}]
`;

const route = (name, path) => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name, namespace: "faults" },
  spec: {
    parentRefs: [{ name: "web" }],
    hostnames: [`${name}.example.com`],
    rules: [{ matches: [{ path: { type: "PathPrefix", value: path } }], backendRefs: [{ name: "echo", port: 8080 }] }],
  },
});
const routesPath = "/apis/gateway.networking.k8s.io/v1/namespaces/faults/httproutes";

/** Makes the world; resolves with the Gateway's address. */
export async function makeWorld(gatewayClass) {
  kubectl(["apply", "-f", "-"], manifests.replace("CLASS", gatewayClass));
  const list = ["stays", ...Array.from({ length: routes }, (_, i) => `r${i}`)].map((name) => route(name, "/0"));
  kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: list }));
  kubectl(["-n", "faults", "rollout", "status", "deployment/echo", "--timeout=60s"]);
  let address;
  await until(async () => {
    const { body } = await api("GET", "/apis/gateway.networking.k8s.io/v1/namespaces/faults/gateways/web");
    address = body.status?.addresses?.[0]?.value;
    return (
      address !== undefined && body.status.conditions.some((one) => one.type === "Programmed" && one.status === "True")
    );
  }, "an address of the Gateway");
  await until(async () => (await ask(address, "stays", "/0")).code === 200, "the first answer");
  return address;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function ask(address, name, path, keepAlive = false) {
  return new Promise((resolve) => {
    const headers = { host: `${name}.example.com` };
    const options = { host: address, port: 80, path, headers, agent: keepAlive ? agent : false, timeout: 10_000 };
    const sent = get(options, (response) => {
      response.resume();
      response.on("end", () => resolve({ code: response.statusCode }));
      response.on("error", (error) => resolve({ code: 0, error: error.message }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
    sent.on("error", (error) => resolve({ code: 0, error: error.message }));
  });
}

/** Clients of the route that stays, on connections new and kept, until stopped. */
export function startTraffic(address) {
  const failures = [];
  let count = 0;
  let stop = false;
  const clients = Array.from({ length: 4 }, async (_, i) => {
    while (!stop) {
      const { code, error } = await ask(address, "stays", "/0", i % 2 === 0);
      count++;
      if (code !== 200) failures.push({ at: new Date().toISOString(), code, error });
      await sleep(5);
    }
  });
  return {
    counts: () => ({ requests: count, failed: failures.length }),
    failures,
    async stop() {
      stop = true;
      await Promise.all(clients);
    },
  };
}

/** Changes routes one after the other, as long as the API server can be asked; `settled` waits until the last of each is served. */
export function startChanges(address) {
  const wanted = new Map();
  let stop = false;
  let number = 0;
  const changing = (async () => {
    while (!stop) {
      const name = `r${number % routes}`;
      const path = `/${++number}`;
      try {
        const { status } = await api(
          "PATCH",
          `${routesPath}/${name}`,
          { spec: route(name, path).spec },
          "application/merge-patch+json",
        );
        if (status === 200) wanted.set(name, path);
      } catch {
        // Not written, or written without an answer: what counts is what the API server has in the end.
        wanted.delete(name);
      }
      await sleep(100);
    }
  })();
  return {
    changes: () => number,
    /** Every route serves what the API server holds, says so in its status, and nothing else. */
    async settled() {
      stop = true;
      await changing;
      return await until(async () => {
        const { body } = await api("GET", routesPath);
        for (const { metadata, spec, status } of body.items) {
          const path = spec.rules[0].matches[0].path.value;
          if (wanted.has(metadata.name) && wanted.get(metadata.name) !== path)
            throw new Error(`${metadata.name} lost an update`);
          const conditions = status?.parents?.[0]?.conditions ?? [];
          const told = conditions.every(
            (one) => one.status === "True" && one.observedGeneration === metadata.generation,
          );
          if (conditions.length === 0 || !told) throw new Error(`the status of ${metadata.name} is not up to date`);
          if ((await ask(address, metadata.name, path)).code !== 200)
            throw new Error(`${metadata.name} does not serve ${path}`);
        }
        return true;
      }, "all changes");
    },
  };
}
