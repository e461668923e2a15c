// One pod: volumes, containers, probes, status, and a graceful end.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newContainer, signalContainer, startContainer } from "./container.mjs";
import { debounce, now, sleep } from "./kube.mjs";
import { podStatus } from "./pod-status.mjs";
import { httpGet, probe } from "./probes.mjs";
import { connectPod, disconnectPod, execIn } from "./sandbox.mjs";
import { keepVolumes } from "./volumes.mjs";

export class PodWorker {
  #memory = { volumes: {}, conditions: {} };
  #sent;

  constructor(agent, pod, node) {
    const { namespace, name, uid } = pod.metadata;
    this.agent = agent;
    this.pod = pod;
    this.node = node;
    this.name = `${namespace}/${name}`;
    this.path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    this.folder = join(agent.state, "pods", uid);
    this.logs = join(agent.state, "logs", `${namespace}_${name}`);
    this.startTime = now();
    this.changed = debounce(20, () => this.#pushStatus());
    this.inits = (pod.spec.initContainers ?? []).map(newContainer);
    this.containers = pod.spec.containers.map(newContainer);
    this.stopping = false;
    this.gone = false;
    this.#run().catch((error) => this.fails(error));
  }

  get all() {
    return [...this.inits, ...this.containers];
  }

  log(...words) {
    console.log(now(), this.name, ...words);
  }

  fails(error) {
    this.log("error:", error.message);
    this.message = error.message;
    this.changed();
  }

  /** What references to fields find before the object knows it. */
  extra() {
    const { address, node, pod } = this;
    return {
      "status.podIP": address,
      "status.podIPs": address,
      "status.hostIP": node.address,
      "status.hostIPs": node.address,
      "spec.serviceAccountName": pod.spec.serviceAccountName ?? "default",
      "spec.nodeName": node.name,
    };
  }

  async #run() {
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(this.logs, { recursive: true });
    if (this.pod.spec.hostNetwork) this.address = this.node.address;
    else {
      this.address = this.agent.addresses.take();
      const id = this.agent.nextId++;
      this.network = { namespace: `${this.agent.prefix}${id}`, link: `pod${id}`, address: this.address };
      await connectPod(this.network, this.node.address);
    }
    this.#writeNames();
    // What a volume is made of may come later.
    for (let wait = 250; !this.stopping; wait = Math.min(wait * 2, 4000)) {
      try {
        await this.refresh();
        this.message = undefined;
        break;
      } catch (error) {
        this.fails(error);
        await sleep(wait);
      }
    }
    this.changed();
    for (const container of this.inits) if (!(await this.#runInit(container))) return;
    await Promise.all(this.containers.map((container) => this.#supervise(container)));
  }

  #writeNames() {
    const { namespace, name } = this.pod.metadata;
    const { hostname = name, subdomain, hostAliases = [] } = this.pod.spec;
    const full = subdomain ? `${hostname}.${subdomain}.${namespace}.svc.cluster.local ${hostname}` : hostname;
    const aliases = hostAliases.map(({ ip, hostnames }) => `${ip} ${hostnames.join(" ")}\n`).join("");
    writeFileSync(
      join(this.folder, "hosts"),
      `127.0.0.1 localhost\n::1 localhost\n${this.address} ${full}\n${aliases}`,
    );
    writeFileSync(join(this.folder, "hostname"), `${hostname}\n`);
    const search = `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n`;
    writeFileSync(join(this.folder, "resolv.conf"), `nameserver ${this.agent.dnsAddress}\n${search}`);
  }

  /** Mounted ConfigMaps and Secrets follow their objects. */
  async refresh() {
    const { kube } = this.agent;
    const folder = join(this.folder, "volumes");
    this.volumes = await keepVolumes({
      kube,
      pod: this.pod,
      folder,
      extra: this.extra(),
      memory: this.#memory.volumes,
    });
  }

  async #runInit(container) {
    while (!this.stopping) {
      await startContainer(container, this);
      this.changed();
      const code = await container.exited;
      if (code === 0) {
        container.ready = true;
        return true;
      }
      if (this.pod.spec.restartPolicy === "Never") {
        this.initFailed = true;
        this.changed();
        return false;
      }
      await sleep(Math.min(1000 * 2 ** container.restarts++, 10_000));
    }
    return false;
  }

  async #supervise(container) {
    const policy = this.pod.spec.restartPolicy ?? "Always";
    for (let wait = 500; !this.stopping; wait = Math.min(wait * 2, 10_000)) {
      const began = Date.now();
      try {
        await startContainer(container, this);
      } catch (error) {
        container.state = { waiting: { reason: "CreateContainerError", message: error.message } };
        this.fails(error);
        await sleep(wait);
        continue;
      }
      this.message = undefined;
      this.#probe(container);
      this.changed();
      const code = await container.exited;
      this.log(`${container.spec.name} ended with ${code}`);
      if (this.stopping || policy === "Never" || (policy === "OnFailure" && code === 0)) return;
      if (Date.now() - began > 60_000) wait = 500;
      container.lastState = container.state;
      container.state = { waiting: { reason: "CrashLoopBackOff" } };
      container.restarts++;
      this.changed();
      await sleep(wait);
    }
  }

  #probe(container) {
    const { child } = container;
    const lives = () => container.child === child && container.live;
    const kill = (why) => {
      this.log(`${container.spec.name}: ${why} failed`);
      signalContainer(container, "SIGTERM");
      setTimeout(() => lives() && signalContainer(container, "SIGKILL"), 10_000);
    };
    const { address, changed } = this;
    void probe({ container, address, lives, stopping: () => this.stopping, kill, changed });
  }

  async #pushStatus() {
    if (this.gone) return;
    const { node, ...rest } = this;
    const status = podStatus({ ...rest, nodeAddress: node.address }, this.#memory.conditions, now());
    const text = JSON.stringify(status);
    if (text === this.#sent) return;
    try {
      await this.agent.kube.patch(`${this.path}/status`, { metadata: { uid: this.pod.metadata.uid }, status });
      this.#sent = text;
    } catch (error) {
      if (error.code === 404 || error.code === 409) return;
      this.log("status:", error.message);
      setTimeout(this.changed, 1000);
    }
  }

  updated(pod) {
    this.pod = pod;
    if (pod.spec.readinessGates?.length) this.changed();
    if (pod.metadata.deletionTimestamp) void this.stop(pod.metadata.deletionGracePeriodSeconds ?? 30);
  }

  async stop(seconds) {
    if (this.stopping) return;
    this.stopping = true;
    const end = Date.now() + seconds * 1000;
    const left = () => Math.max(end - Date.now(), 1000);
    await Promise.all(this.containers.filter(({ live }) => live).map((each) => this.#end(each, seconds, left)));
    for (const container of this.inits) if (container.live) signalContainer(container, "SIGKILL");
    await this.#pushStatus();
    this.gone = true;
    if (this.network) {
      await disconnectPod(this.network);
      this.agent.addresses.free(this.address);
    }
    rmSync(this.folder, { recursive: true, force: true });
    this.agent.workers.delete(this.pod.metadata.uid);
    await this.agent.forget(this.pod).catch((error) => this.log("delete:", error.message));
    this.log("gone");
  }

  async #end(container, seconds, left) {
    const hook = seconds > 0 ? container.spec.lifecycle?.preStop : undefined;
    try {
      if (hook?.httpGet) await httpGet(container, hook.httpGet, { address: this.address, timeout: left() });
      else if (hook?.exec) await execIn(container.child.pid, hook.exec.command, left());
      else if (hook?.sleep) await sleep(hook.sleep.seconds * 1000);
    } catch (error) {
      this.log(`${container.spec.name} preStop: ${error.message}`);
    }
    signalContainer(container, seconds > 0 ? "SIGTERM" : "SIGKILL");
    await Promise.race([container.exited, sleep(left())]);
    if (container.live) {
      signalContainer(container, "SIGKILL");
      await container.exited;
    }
  }
}
