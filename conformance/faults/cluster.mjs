// The cluster of a bed, as somebody in its network sees it: its API, its audit log, and the processes behind its pods.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { join } from "node:path";

const { TB_STATE: state, TB_NODE_IP: node = "10.99.0.1" } = process.env;
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks the API server; rejects when there is no answer. */
export function api(method, path, body, type = "application/json") {
  return new Promise((resolve, reject) => {
    const headers = { authorization: "Bearer admintoken", "content-type": type, accept: "application/json" };
    const sent = httpsRequest({ host: node, port: 6443, path, method, agent, headers, timeout: 10_000 }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => {
        try {
          resolve({ status: response.statusCode, body: text === "" ? {} : JSON.parse(text) });
        } catch {
          reject(new Error(`status ${response.statusCode}: ${text.slice(0, 200)}`));
        }
      });
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Runs kubectl; returns what it prints. */
export function kubectl(args, input) {
  return execFileSync("kubectl", args, {
    encoding: "utf8",
    ...(input === undefined ? {} : { input }),
    stdio: ["pipe", "pipe", "inherit"],
  });
}

/** Waits until something holds; an exception counts as not yet. */
export async function until(holds, what, ms = 120_000) {
  let last;
  for (const begun = performance.now(); performance.now() - begun < ms; await sleep(100)) {
    try {
      if (await holds()) return performance.now() - begun;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`waited ${ms / 1000} s in vain for ${what}${last ? `: ${last.message}` : ""}`);
}

/** Writes of Sluice's pods since a moment, in the order of their arrival. */
export function writesSince(moment) {
  return readFileSync(join(state, "audit.log"), "utf8")
    .split("\n")
    .filter((line) => line.includes("envoy-gateway-system:envoy-gateway"))
    .map((line) => JSON.parse(line))
    .map(({ verb, objectRef = {}, requestReceivedTimestamp, responseStatus, user }) => ({
      at: Date.parse(requestReceivedTimestamp),
      verb,
      resource: objectRef.resource,
      subresource: objectRef.subresource,
      name: `${objectRef.namespace ?? ""}/${objectRef.name ?? ""}`,
      code: responseStatus?.code ?? 0,
      pod: user?.extra?.["authentication.kubernetes.io/pod-name"]?.[0] ?? "?",
    }))
    .filter(({ at, resource }) => at >= moment && resource !== "tokenreviews")
    .sort((a, b) => a.at - b.at);
}

/** Writes that somebody made who did not hold the lease; whoever wrote it last holds it. */
export function foreignWrites(writes) {
  let holder;
  return writes.filter((write) => {
    if (write.resource === "leases") {
      if (write.code < 300) holder = write.pod;
      return false;
    }
    return holder !== undefined && write.pod !== holder && write.code < 300;
  });
}

/** Sluice's pods that run, with the process id of each on this machine. */
export function sluicePods() {
  const { items } = JSON.parse(
    kubectl(["get", "pods", "-n", "envoy-gateway-system", "-l", "control-plane=envoy-gateway", "-o", "json"]),
  );
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap(({ metadata: { name } }) => {
      const pid = processes.find((one) => isServer(one, name));
      return pid === undefined ? [] : [{ name, pid: Number(pid) }];
    });
}

function isServer(pid, pod) {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (!words.includes("server") || !/node$/.test(words[0])) return false;
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`HOSTNAME=${pod}`);
  } catch {
    return false;
  }
}

/** The pod that holds the lease. */
export async function leader() {
  const path = "/apis/coordination.k8s.io/v1/namespaces/envoy-gateway-system/leases/5b9825d2.gateway.envoyproxy.io";
  const { body } = await api("GET", path);
  const holder = body.spec?.holderIdentity ?? "";
  return sluicePods().find(({ name }) => holder.startsWith(name));
}

/** Cuts a process's network off from the API server, or joins it again. */
export function partition(pid, cut) {
  const run = (...args) => execFileSync("nsenter", ["-t", String(pid), "-n", "nft", ...args]);
  if (!cut) return run("delete", "table", "inet", "partition");
  run("add", "table", "inet", "partition");
  run("add", "chain", "inet", "partition", "out", "{ type filter hook output priority 0; }");
  run("add", "rule", "inet", "partition", "out", `ip daddr { 10.96.0.1, ${node} } tcp dport { 443, 6443 } drop`);
}

/** Ends a program of the control plane and starts it again, as it was. */
export async function restart(program, signal, downMs) {
  const file = join(state, `${program}.pid`);
  const pid = readFileSync(file, "utf8").trim();
  const [command, ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
  process.kill(Number(pid), signal);
  // It waits for requests under way, and watches are requests.
  await until(() => !isAlive(pid), `the end of ${program}`, 20_000).catch(() => process.kill(Number(pid), "SIGKILL"));
  await until(() => !isAlive(pid), `the end of ${program}`, 20_000);
  await sleep(downMs);
  const log = openSync(join(state, `${program}.log`), "a");
  const child = spawn(command, args, { cwd: state, detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
  execFileSync("sh", ["-c", `echo ${child.pid} > ${file}`]);
  await until(isReady, program);
}

function isReady() {
  execFileSync("kubectl", ["get", "--raw", "/readyz"], { stdio: "ignore" });
  return true;
}

function isAlive(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Has etcd forget all revisions but the current one. */
export async function compact() {
  const ask = async (path, body) => {
    const response = await fetch(`http://127.0.0.1:2379${path}`, { method: "POST", body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`etcd: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { header } = await ask("/v3/kv/range", { key: "AA==", limit: 1 });
  await ask("/v3/kv/compaction", { revision: header.revision, physical: true });
}
