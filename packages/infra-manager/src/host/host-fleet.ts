import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { absurd, type Problem } from "@sluice/ir";
import { writeAtomically } from "../atomic-file.ts";
import type { DesiredProxy } from "../desired/desired-proxy.ts";
import type { EnvoyBinary } from "../envoy/find.ts";
import { type Action, type ObservedProxy, plan } from "../plan.ts";
import { Backoff } from "./backoff.ts";
import { type EnvoyProcess, type Succession, startEnvoy } from "./envoy-process.ts";
import { FleetHealth } from "./fleet-health.ts";
import type { FleetWorld } from "./fleet-world.ts";
import { becomesLive, drainAndEnd } from "./liveness.ts";
import type { Readiness } from "./readiness.ts";
import { removeSharedMemory } from "./runtime-directory.ts";
import { describeExit, type Exit, toStartProblem } from "./start-failure.ts";

/** A run this long is a good one: the next failure is the first again. */
const stableMs = 10_000;

/** Keeps the process of one fleet as it must be. Steps run one after another; a wish that comes meanwhile is next. */
export class HostFleet {
  readonly #world: FleetWorld;
  readonly #key: string;
  readonly #closing = new AbortController();
  readonly #hurry = new AbortController();
  readonly #backoff = new Backoff(stableMs);
  readonly #processes = new Set<EnvoyProcess>();
  #desired: DesiredProxy | undefined;
  /** The process that serves, or will. */
  #current: EnvoyProcess | undefined;
  #health: FleetHealth | undefined;
  /** While a restart is due. */
  #waiting: { readonly fingerprint: string; readonly timer: NodeJS.Timeout } | undefined;
  /** What was started last and failed. */
  #failed: string | undefined;
  /** What Envoy turned down while it goes on with something older. */
  #refused: string | undefined;
  #readiness: Readiness = { kind: "notReady", message: "Envoy starts" };
  #lastProblem: string | undefined;
  #steps: Promise<void> | undefined;
  #published = "";

  constructor(world: FleetWorld, key: string) {
    this.#world = world;
    this.#key = key;
  }

  /** Takes a new wish; returns at once. */
  want(proxy: DesiredProxy): void {
    const before = this.#desired;
    this.#desired = proxy;
    if (before !== undefined && JSON.stringify(before.ports) !== JSON.stringify(proxy.ports)) {
      this.#health?.expect(proxy.ports);
    }
    this.#publish();
    this.#step();
  }

  /** Says why no wish can be taken; what runs goes on. */
  refuse(problem: Problem): void {
    this.#problem(problem);
    if (this.#current === undefined) this.#become({ kind: "notReady", message: problem.message });
  }

  /** Ends the fleet's processes after their connections, or at once. Calling it again with "now" hurries a drain. */
  async end(how: "drain" | "now"): Promise<void> {
    if (how === "now") this.#hurry.abort();
    this.#closing.abort();
    clearTimeout(this.#waiting?.timer);
    this.#health?.stop();
    await this.#steps;
    const { shutdown } = this.#current?.proxy ?? { shutdown: undefined };
    const timeoutMs = shutdown?.drainTimeoutMs ?? this.#world.drainMs;
    await Promise.all(
      [...this.#processes].map(async (envoy) => {
        if (envoy === this.#current) {
          return await drainAndEnd(envoy, {
            timeoutMs,
            minMs: shutdown?.minDrainMs ?? 0,
            healthCheckFailureDelayMs: shutdown?.healthCheckFailureDelayMs ?? 0,
            onConnections: (connections) => this.#draining(envoy, connections),
            signal: this.#hurry.signal,
          });
        }
        // A predecessor drains already, and has given its admin interface away with its sockets.
        const { signal } = this.#hurry;
        await Promise.race([envoy.exited, aborted(signal, envoy.liveAt === undefined ? 0 : timeoutMs)]);
        await envoy.terminate();
      }),
    );
    await removeSharedMemory(this.#directory());
  }

  #step(): void {
    if (this.#closing.signal.aborted || this.#steps !== undefined) return;
    this.#steps = this.#run().finally(() => {
      this.#steps = undefined;
      if (this.#next() !== undefined) this.#step();
    });
  }

  #next(): Action | undefined {
    const desired = this.#desired === undefined ? [] : [this.#desired];
    return this.#closing.signal.aborted ? undefined : plan(desired, this.#observed())[0];
  }

  async #run(): Promise<void> {
    for (let action = this.#next(); action !== undefined; action = this.#next()) {
      if (action.kind === "end") throw new Error("bug: a fleet ends by end()");
      try {
        await this.#apply(action);
      } catch (error) {
        // A full disk, a folder that is gone: nothing that a second attempt at once would change.
        this.#problem({ kind: "infrastructure", message: `Envoy cannot be started: ${(error as Error).message}` });
        if (this.#current === undefined) this.#wait(action.proxy, 0);
        else this.#refused = action.proxy.fingerprint;
      }
    }
  }

  async #apply(action: Exclude<Action, { kind: "end" }>): Promise<void> {
    switch (action.kind) {
      case "start":
        return await this.#start(action.proxy);
      case "restart":
        await this.#current?.terminate();
        return;
      case "replace":
        return await this.#replace(action.proxy);
      default:
        return absurd(action);
    }
  }

  #observed(): readonly ObservedProxy[] {
    const key = this.#key;
    const refused = this.#refused === undefined ? {} : { refused: this.#refused };
    if (this.#current !== undefined) {
      const { proxy, liveAt } = this.#current;
      const phase = liveAt === undefined ? "starting" : "live";
      return [{ key, fingerprint: proxy.fingerprint, phase, ...refused }];
    }
    if (this.#waiting === undefined) return [];
    return [{ key, fingerprint: this.#waiting.fingerprint, phase: "waiting", ...refused }];
  }

  async #start(proxy: DesiredProxy): Promise<void> {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = undefined;
    if (this.#failed !== proxy.fingerprint) this.#backoff.reset();
    const binary = await this.#binary(proxy);
    if (binary === undefined) return this.#wait(proxy, 0);
    const envoy = await this.#launch(proxy, binary);
    this.#current = envoy;
    this.#publish();
    void this.#serve(envoy);
  }

  async #binary(proxy: DesiredProxy): Promise<EnvoyBinary | undefined> {
    const found = await this.#world.findBinary(proxy.envoyVersion);
    if (found.ok) return found.value;
    this.#problem(found.problem);
    this.#become({ kind: "notReady", message: found.problem.message });
    return undefined;
  }

  async #launch(proxy: DesiredProxy, binary: EnvoyBinary, succeeds?: Succession): Promise<EnvoyProcess> {
    const directory = this.#directory();
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const key = this.#key;
    const envoy = await startEnvoy({
      binary,
      proxy,
      directory,
      ...(succeeds !== undefined && { succeeds }),
      onLine: (pid, line) => {
        // A listener was refused, as a rule because its port is taken.
        if (line.message.includes("cannot bind")) this.#health?.hurry();
        this.#world.emit({ kind: "log", key, pid, line });
      },
      onOutput: this.#world.forwardOutput ? (text) => this.#world.emit({ kind: "output", key, text }) : undefined,
    });
    this.#processes.add(envoy);
    this.#world.emit({ kind: "starting", key, pid: envoy.pid, envoy: binary.path });
    await this.#world.runtime.remember(envoy.pid);
    void envoy.exited.then((exit) => this.#exited(envoy, exit));
    return envoy;
  }

  /** From the start of a process until it serves. */
  async #serve(envoy: EnvoyProcess): Promise<void> {
    const patient = { kind: "notReady", message: "Envoy waits for its configuration" } as const;
    const waits = setTimeout(() => this.#become(patient), 3_000);
    const live = await becomesLive(envoy, this.#closing.signal).finally(() => clearTimeout(waits));
    if (!live || envoy !== this.#current || this.#closing.signal.aborted) return;
    this.#served(envoy);
    this.#step();
  }

  #served(envoy: EnvoyProcess): void {
    this.#lastProblem = undefined;
    const afterMs = (envoy.liveAt ?? envoy.startedAt) - envoy.startedAt;
    this.#world.emit({ kind: "live", key: this.#key, pid: envoy.pid, afterMs });
    this.#health?.stop();
    this.#health = new FleetHealth({
      envoy,
      ports: this.#desired?.ports ?? [],
      kin: () => [...this.#processes].map(({ pid }) => pid),
      tell: (readiness) => this.#judge(readiness),
    });
  }

  #judge(readiness: Readiness): void {
    if (readiness.kind === "notReady" && readiness.remedy !== undefined) {
      const { message, remedy } = readiness;
      this.#problem({ kind: "infrastructure", message, remedy });
    } else if (readiness.kind === "ready") this.#lastProblem = undefined;
    this.#become(readiness);
  }

  /** A successor takes over while the old process serves on; if it fails, nothing has changed for clients. */
  async #replace(proxy: DesiredProxy): Promise<void> {
    const old = this.#current;
    const binary = await this.#binary(proxy);
    if (old === undefined || old.ended || binary === undefined) {
      if (binary === undefined) this.#refused = proxy.fingerprint;
      return;
    }
    const mistake = proxy.customised ? await this.#validate(proxy, binary) : undefined;
    if (mistake !== undefined) return this.#turnDown(proxy, mistake);
    const succession = await old.succession();
    const inherits = succession !== undefined && binary.hotRestart === old.binary.hotRestart;
    if (!inherits && process.platform !== "linux") {
      // Two processes cannot listen on one port here; a gap is all there is.
      await this.#drain(old);
      return;
    }
    const heir = inherits ? { baseId: succession.baseId, epoch: succession.epoch + 1 } : undefined;
    const next = await this.#launch(proxy, binary, heir);
    this.#world.emit({ kind: "replacing", key: this.#key, pid: next.pid });
    if (!(await becomesLive(next, this.#closing.signal))) {
      if (this.#closing.signal.aborted) return;
      return this.#turnDown(proxy, toStartProblem(await next.exited));
    }
    this.#refused = undefined;
    old.leaving = true;
    this.#current = next;
    this.#served(next);
    // With inherited sockets the successor has told the old one to drain, and ends it; else it is on us.
    if (inherits) void this.#outlive(old, proxy.drainMs);
    else void this.#drain(old);
  }

  async #outlive(old: EnvoyProcess, drainMs: number): Promise<void> {
    await Promise.race([old.exited, aborted(this.#closing.signal, drainMs + 5_000)]);
    if (!this.#closing.signal.aborted) await old.terminate();
  }

  async #drain(old: EnvoyProcess): Promise<void> {
    await drainAndEnd(old, {
      timeoutMs: old.proxy.drainMs,
      minMs: 0,
      healthCheckFailureDelayMs: 0,
      onConnections: (connections) => this.#draining(old, connections),
      signal: this.#hurry.signal,
    });
  }

  #turnDown(proxy: DesiredProxy, problem: Problem): void {
    this.#refused = proxy.fingerprint;
    this.#problem({ ...problem, message: `${problem.message}; the Envoy that runs goes on as it is` });
  }

  /** A mistake in the user's part of the bootstrap or of the arguments, found without touching the process that serves. */
  async #validate(proxy: DesiredProxy, binary: EnvoyBinary): Promise<Problem | undefined> {
    const path = join(this.#directory(), "candidate.json");
    await writeAtomically(path, proxy.bootstrap, 0o600);
    const args = ["--mode", "validate", "--config-path", path, "--disable-hot-restart", ...proxy.args];
    try {
      await promisify(execFile)(binary.path, args, { timeout: 30_000 });
      return undefined;
    } catch (error) {
      const { stderr = "", stdout = "", code } = error as { stderr?: string; stdout?: string; code?: number };
      const lastLines = `${stdout}\n${stderr}`.trim().split("\n");
      return toStartProblem({ code: typeof code === "number" ? code : null, signal: null, lastLines });
    }
  }

  #exited(envoy: EnvoyProcess, exit: Exit): void {
    this.#processes.delete(envoy);
    void this.#world.runtime.forget(envoy.pid);
    const how = describeExit(exit);
    this.#world.emit({ kind: "exited", key: this.#key, pid: envoy.pid, how, wanted: envoy.leaving });
    if (envoy !== this.#current) return;
    this.#current = undefined;
    this.#health?.stop();
    this.#health = undefined;
    if (this.#closing.signal.aborted) return;
    if (envoy.leaving) this.#step();
    else this.#failedAs(envoy, exit);
  }

  /** An end that nobody wanted. */
  #failedAs(envoy: EnvoyProcess, exit: Exit): void {
    this.#wait(envoy.proxy, envoy.liveAt === undefined ? 0 : Date.now() - envoy.liveAt);
    if (envoy.liveAt !== undefined) {
      this.#become({ kind: "notReady", message: `Envoy ended with ${describeExit(exit)}` });
      return;
    }
    const problem = toStartProblem(exit);
    this.#become({ kind: "notReady", message: problem.message });
    const report = join(this.#world.stateDirectory, `${envoy.proxy.directory}.failed.log`);
    // First the log, then the news of it; a log that cannot be written is no reason to keep silent.
    const written = writeAtomically(report, `${exit.lastLines.join("\n")}\n`, 0o600);
    void written.catch(() => {}).then(() => this.#problem(problem));
  }

  #wait(proxy: DesiredProxy, servedMs: number): void {
    this.#failed = proxy.fingerprint;
    const inMs = this.#backoff.next(servedMs);
    const timer = setTimeout(() => {
      this.#waiting = undefined;
      this.#step();
    }, inMs);
    this.#waiting = { fingerprint: proxy.fingerprint, timer };
    this.#world.emit({ kind: "restarting", key: this.#key, inMs });
  }

  #directory(): string {
    return join(this.#world.runtime.path, this.#desired?.directory ?? "none");
  }

  #draining(envoy: EnvoyProcess, connections: number): void {
    this.#world.emit({ kind: "draining", key: this.#key, pid: envoy.pid, connections });
  }

  /** Once per mistake, not once per attempt. */
  #problem(problem: Problem): void {
    if (problem.message === this.#lastProblem) return;
    this.#lastProblem = problem.message;
    this.#world.emit({ kind: "problem", key: this.#key, problem });
  }

  #become(readiness: Readiness): void {
    this.#readiness = readiness;
    this.#publish();
  }

  #publish(): void {
    if (this.#closing.signal.aborted) return;
    const asked = this.#desired?.addresses ?? [];
    const addresses = asked.length === 0 ? this.#world.addresses() : asked.map(toAddress);
    const ready = this.#readiness.kind === "ready";
    const state = {
      key: this.#key,
      ready,
      addresses,
      ...(this.#readiness.kind === "notReady" && { message: this.#readiness.message }),
      running: this.#current === undefined ? 0 : 1,
      wanted: 1,
    };
    const text = JSON.stringify(state);
    if (text === this.#published) return;
    this.#published = text;
    this.#world.publish(state);
  }
}

function toAddress(value: string): { type: "IPAddress" | "Hostname"; value: string } {
  const type = value.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(value) ? "IPAddress" : "Hostname";
  return { type, value };
}

/** Settles after a time, or when the signal fires. */
function aborted(signal: AbortSignal, afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, afterMs);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
