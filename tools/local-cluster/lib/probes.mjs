// Startup, readiness and liveness probes.
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { sleep } from "./kube.mjs";
import { execIn } from "./sandbox.mjs";

function portOf(container, port) {
  if (typeof port === "number") return port;
  return container.spec.ports?.find(({ name }) => name === port)?.containerPort;
}

/** A GET as probes and hooks make it; resolves when it succeeds. */
export function httpGet(container, { scheme, host, port, path = "/", httpHeaders = [] }, { address, timeout }) {
  const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
  const options = { host: host ?? address, port: portOf(container, port), path, headers, timeout, agent: false };
  return new Promise((resolve, reject) => {
    const sent = (scheme === "HTTPS" ? https : http).get({ ...options, rejectUnauthorized: false }, (response) => {
      response.resume();
      if (response.statusCode < 200 || response.statusCode >= 400) reject(new Error(`status ${response.statusCode}`));
      else response.on("end", resolve);
    });
    sent.on("timeout", () => sent.destroy(new Error("timeout")));
    sent.on("error", reject);
  });
}

function connects(host, port, timeout) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, timeout }, () => {
      socket.destroy();
      resolve();
    });
    socket.on("timeout", () => socket.destroy(new Error("timeout")));
    socket.on("error", reject);
  });
}

async function succeeds(container, probe, address) {
  const timeout = (probe.timeoutSeconds ?? 1) * 1000;
  try {
    if (probe.httpGet) await httpGet(container, probe.httpGet, { address, timeout });
    else if (probe.exec) await execIn(container.child.pid, probe.exec.command, timeout);
    // Of gRPC only that the port is open.
    else await connects(address, portOf(container, (probe.tcpSocket ?? probe.grpc).port), timeout);
    return true;
  } catch {
    return false;
  }
}

/** Tells each change of a probe's state, as its thresholds have it, while `goes` says so; ends when `tell` returns true. */
async function follow({ container, probe, address, goes, hurry }, tell) {
  let good = 0;
  let bad = 0;
  let state;
  const period = (probe.periodSeconds ?? 10) * 1000;
  await sleep((probe.initialDelaySeconds ?? 0) * 1000 + 100);
  while (goes()) {
    const ok = await succeeds(container, probe, address);
    good = ok ? good + 1 : 0;
    bad = ok ? 0 : bad + 1;
    const reached = ok ? good >= (probe.successThreshold ?? 1) : bad >= (probe.failureThreshold ?? 3);
    if (reached && ok !== state && goes()) {
      state = ok;
      if (tell(ok) === true) return;
    }
    // Asked more often than declared until the first success, so that starts take the program's time, not the period's.
    await sleep(hurry && state !== true ? Math.min(300, period) : period);
  }
}

/** Runs a container's probes. `lives`: whether this very process still runs; `kill(why)` ends it. */
export async function probe({ container, address, lives, stopping, kill, changed }) {
  const { startupProbe, readinessProbe, livenessProbe } = container.spec;
  const watch = (of, hurry, tell, goes = () => lives() && !stopping()) =>
    follow({ container, probe: of, address, goes, hurry }, tell);
  if (startupProbe) {
    const end = Date.now() + (startupProbe.failureThreshold ?? 3) * (startupProbe.periodSeconds ?? 10) * 1000;
    const inTime = () => lives() && !stopping() && Date.now() < end;
    const started = () => {
      container.started = true;
      return true;
    };
    await watch({ ...startupProbe, failureThreshold: Number.POSITIVE_INFINITY }, true, started, inTime);
    if (!container.started && lives() && !stopping()) kill("startup probe");
  }
  if (!lives() || !container.started) return;
  if (readinessProbe) {
    void watch(
      readinessProbe,
      true,
      (ok) => {
        container.ready = ok;
        changed();
      },
      lives,
    );
  } else container.ready = true;
  if (livenessProbe) {
    void watch(livenessProbe, false, (ok) => {
      if (!ok) kill("liveness probe");
      return !ok;
    });
  }
  changed();
}
