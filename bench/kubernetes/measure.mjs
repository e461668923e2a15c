// Loads routes into a cluster, changes one of them, swaps its backend under traffic; what the control plane and its Envoy take for it.
import { readFileSync } from "node:fs";
import { Agent, createServer, get as httpGet } from "node:http";

const gatewayApi = "/apis/gateway.networking.k8s.io/v1/namespaces/default";
const mergePatch = "application/merge-patch+json";
const agent = new Agent({ keepAlive: true });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const route = (name, { host, path, backend = "backend" }) => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name, namespace: "default" },
  spec: {
    parentRefs: [{ name: "eg" }],
    hostnames: [host],
    rules: [
      {
        matches: [{ path: { type: "PathPrefix", value: path } }],
        backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: backend }],
      },
    ],
  },
});

/** CPU time in milliseconds and memory in MiB of a process. */
export function usage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, rssMiB: (Number(fields[21]) * 4096) / 2 ** 20 };
}

function answer(port, host, path) {
  return new Promise((resolve) => {
    const sent = httpGet({ host: "127.0.0.1", port, path, headers: { host }, agent, timeout: 3000 }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    sent.on("error", () => resolve(0));
    sent.on("timeout", () => sent.destroy());
  });
}

async function served(port, host, path, limit = 300_000) {
  const begun = performance.now();
  while (performance.now() - begun < limit) {
    if ((await answer(port, host, path)) === 200) return performance.now() - begun;
    await sleep(1);
  }
  throw new Error(`${host}${path} is not served after ${limit / 1000} s`);
}

/** Waits until a process has had nothing to do for a second. */
async function quiet(pid) {
  for (let last = -Infinity, tries = 0; tries < 120; tries++) {
    const { cpuMs } = usage(pid);
    if (cpuMs - last < 60) return;
    last = cpuMs;
    await sleep(1000);
  }
}

/** Backends of the benchmark: two servers on addresses that are not loopback. */
export function startBackends() {
  const servers = [3999, 3998].map((port) => {
    const server = createServer((_, response) => response.end(String(port)));
    server.keepAliveTimeout = 0;
    return server.listen(port, "10.98.0.1");
  });
  return () => servers.map((server) => server.close());
}

/** One run: `n` routes, then `changes` changes of one more. */
export async function measure({ api, controlPlane, envoy, n, changes, port }) {
  const results = {};
  const before = usage(controlPlane);
  const create = async (name, options) => {
    const { status, body } = await api.request("POST", `${gatewayApi}/httproutes`, route(name, options));
    if (status !== 201) throw new Error(`${name} is not created: ${status} ${JSON.stringify(body)}`);
  };
  const change = (options) =>
    api.request("PATCH", `${gatewayApi}/httproutes/probe`, { spec: route("probe", options).spec }, mergePatch);
  const probe = "probe.example.com";
  await create("probe", { host: probe, path: "/v-1" });
  results.firstMs = Math.round(await served(port, probe, "/v-1"));

  const begun = performance.now();
  const since = () => Math.round(performance.now() - begun);
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < n) {
        const i = next++;
        await create(`r-${i}`, { host: `h${i}.example.com`, path: `/p${i}` });
      }
    }),
  );
  results.createMs = since();
  for (let i = n - 1; i >= 0 && i > n - 17; i--) await served(port, `h${i}.example.com`, `/p${i}`);
  results.servedMs = since();
  const statuses = await untilComplete(api, n + 1, begun);
  results.statusMs = statuses;
  await quiet(controlPlane);
  const loaded = usage(controlPlane);
  const loadedEnvoy = usage(envoy);
  results.loadCpuMs = loaded.cpuMs - before.cpuMs;
  results.rssMiB = Math.round(loaded.rssMiB);
  results.gatewayWrites = countWrites(api, "gateways");
  results.routeWrites = countWrites(api, "httproutes");

  const times = [];
  for (let i = 0; i < changes; i++) {
    await change({ host: probe, path: `/v${i}` });
    times.push(await served(port, probe, `/v${i}`));
    await sleep(300);
  }
  await sleep(3000);
  const changed = usage(controlPlane);
  times.sort((a, b) => a - b);
  results.p50 = Number(times[changes >> 1].toFixed(1));
  results.p95 = Number(times[Math.floor(changes * 0.95)].toFixed(1));
  results.cpuPerChangeMs = (changed.cpuMs - loaded.cpuMs) / changes;
  results.envoyCpuPerChangeMs = (usage(envoy).cpuMs - loadedEnvoy.cpuMs) / changes;

  results.swapCodes = await swap({ change, port, probe, path: `/v${changes - 1}` });
  results.rssAfterMiB = Math.round(usage(controlPlane).rssMiB);
  return results;
}

/** Until the Gateway counts all routes, and every route says that it is accepted. Returns milliseconds since `begun`. */
async function untilComplete(api, count, begun) {
  for (;;) {
    const { body: gateway } = await api.request("GET", `${gatewayApi}/gateways/eg`);
    if (gateway.status?.listeners?.[0]?.attachedRoutes === count) {
      const at = Math.round(performance.now() - begun);
      const { body } = await api.request("GET", `${gatewayApi}/httproutes`);
      const without = body.items.filter(({ status }) => !isAccepted(status));
      if (without.length === 0) return at;
    }
    if (performance.now() - begun > 600_000) throw new Error("statuses are not complete after 10 minutes");
    await sleep(100);
  }
}

function isAccepted(status) {
  const conditions = status?.parents?.[0]?.conditions ?? [];
  return conditions.some(({ type, status: value }) => type === "Accepted" && value === "True");
}

function countWrites(api, resource) {
  return api.writes(({ objectRef }) => objectRef?.resource === resource && objectRef.subresource === "status").length;
}

/** Response codes while the backend of a route changes again and again. */
async function swap({ change, port, probe, path }) {
  const codes = {};
  let stop = false;
  const load = Array.from({ length: 4 }, async () => {
    while (!stop) {
      const code = await answer(port, probe, path);
      codes[code] = (codes[code] ?? 0) + 1;
      await sleep(1);
    }
  });
  for (let i = 0; i < 15; i++) {
    await change({ host: probe, path, backend: i % 2 === 0 ? "backend2" : "backend" });
    await sleep(400);
  }
  await sleep(1500);
  stop = true;
  await Promise.all(load);
  return codes;
}
