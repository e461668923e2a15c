import { join } from "node:path";
import { absurd, type Problem } from "@sluice/ir";
import { writeAtomically } from "../atomic-file.ts";
import type { DesiredProxy } from "../desired/desired-proxy.ts";
import type { EnvoyBinary } from "../envoy/find.ts";
import { type Action, type ObservedProxy, plan } from "../plan.ts";
import { forgetDeadHeir } from "./dead-heir.ts";
import type { EnvoyProcess, Succession } from "./envoy-process.ts";
import { FleetHealth } from "./fleet-health.ts";
import { FleetProcesses } from "./fleet-processes.ts";
import { FleetReport } from "./fleet-report.ts";
import type { FleetWorld } from "./fleet-world.ts";
import { aborted, becomesLive, drainAndEnd } from "./liveness.ts";
import { Retry } from "./retry.ts";
import { removeSharedMemory } from "./runtime-directory.ts";
import { describeExit, type Exit, toStartProblem } from "./start-failure.ts";
import { validate } from "./validate.ts";

interface Succeeding {
  readonly old: EnvoyProcess;
  readonly proxy: DesiredProxy;
  readonly binary: EnvoyBinary;
  /** Undefined: the successor opens sockets of its own. */
  readonly heir: Succession | undefined;
}

/** Keeps the process of one fleet as it must be. Steps run one after another; a wish that comes meanwhile is next. */
export class HostFleet {
  #world: FleetWorld;
  readonly #key: string;
  readonly #closing = new AbortController();
  readonly #hurry = new AbortController();
  readonly #retry = new Retry(() => this.#step());
  readonly #processes: FleetProcesses;
  readonly #report: FleetReport;
  #desired: DesiredProxy | undefined;
  /** The process that serves, or will. */
  #current: EnvoyProcess | undefined;
  #health: FleetHealth | undefined;
  /** What Envoy turned down while it goes on with something older. */
  #refused: string | undefined;
  #steps: Promise<void> | undefined;

  constructor(world: FleetWorld, key: string) {
    this.#world = world;
    this.#key = key;
    this.#report = new FleetReport(world, key);
    this.#processes = new FleetProcesses(world, key);
  }

  /** Goes on in other surroundings of the same process; its Envoys notice nothing. */
  move(world: FleetWorld): void {
    this.#world = world;
    this.#processes.move(world);
    this.#report.move(world);
  }

  /** Takes a new wish; returns at once. */
  want(proxy: DesiredProxy): void {
    const before = this.#desired;
    this.#desired = proxy;
    this.#processes.expect(proxy);
    if (before !== undefined && JSON.stringify(before.ports) !== JSON.stringify(proxy.ports)) {
      this.#health?.expect(proxy.ports);
    }
    this.#report.addresses = proxy.addresses;
    this.#step();
  }

  /** Says why no wish can be taken; what runs goes on. */
  refuse(problem: Problem): void {
    if (this.#current === undefined) this.#report.fail(problem);
    else this.#report.problem(problem);
  }

  /** Ends the fleet's processes after their connections, or at once. Calling it again with "now" hurries a drain. */
  async end(how: "drain" | "now"): Promise<void> {
    if (how === "now") this.#hurry.abort();
    this.#closing.abort();
    this.#report.close();
    this.#retry.cancel();
    this.#health?.stop();
    await this.#steps;
    const current = this.#current;
    const { shutdown } = current?.proxy ?? { shutdown: undefined };
    const timeoutMs = shutdown?.drainTimeoutMs ?? this.#world.drainMs;
    const ended =
      current &&
      drainAndEnd(current, {
        timeoutMs,
        minMs: shutdown?.minDrainMs ?? 0,
        healthCheckFailureDelayMs: shutdown?.healthCheckFailureDelayMs ?? 0,
        onConnections: (connections) => this.#draining(current, connections),
        signal: this.#hurry.signal,
      });
    await Promise.all(
      this.#processes.except(current).map(async (envoy) => {
        // A predecessor drains already; a successor that never served has nobody to wait for.
        const patienceMs = envoy.liveAt === undefined ? 0 : timeoutMs;
        await this.#processes.outlived(envoy, { patienceMs, signal: this.#hurry.signal });
        // A successor whose predecessor is gone without its order aborts, and its clients with it.
        if (envoy.liveAt !== undefined) await ended;
        await envoy.terminate();
      }),
    );
    await ended;
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
    if (this.#desired === undefined || this.#closing.signal.aborted) return undefined;
    return plan(this.#desired, this.#observed());
  }

  async #run(): Promise<void> {
    for (let action = this.#next(); action !== undefined; action = this.#next()) {
      try {
        await this.#apply(action);
      } catch (error) {
        // A full disk, a folder that is gone: nothing that a second attempt at once would change.
        const message = `Envoy cannot be started: ${(error as Error).message}`;
        if (this.#current === undefined) {
          this.#report.fail({ kind: "infrastructure", message });
          this.#wait(action.proxy, 0);
        } else this.#turnDown(action.proxy, { kind: "infrastructure", message });
      }
    }
  }

  async #apply(action: Action): Promise<void> {
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

  #observed(): ObservedProxy | undefined {
    const refused = this.#refused === undefined ? {} : { refused: this.#refused };
    if (this.#current !== undefined) {
      const { proxy, liveAt } = this.#current;
      return { fingerprint: proxy.fingerprint, phase: liveAt === undefined ? "starting" : "live", ...refused };
    }
    const { fingerprint } = this.#retry;
    return fingerprint === undefined ? undefined : { fingerprint, phase: "waiting", ...refused };
  }

  async #start(proxy: DesiredProxy): Promise<void> {
    this.#retry.started(proxy.fingerprint);
    const binary = await this.#binary(proxy);
    if (binary === undefined) return this.#wait(proxy, 0);
    if (!this.#closing.signal.aborted) void this.#serve(await this.#launch(proxy, binary, "first"));
  }

  async #binary(proxy: DesiredProxy): Promise<EnvoyBinary | undefined> {
    const found = await this.#world.findBinary(proxy.envoyVersion);
    if (found.ok) return found.value;
    if (this.#current === undefined) this.#report.fail(found.problem);
    else this.#turnDown(proxy, found.problem);
    return undefined;
  }

  async #launch(proxy: DesiredProxy, binary: EnvoyBinary, role: "first" | "rival" | Succession): Promise<EnvoyProcess> {
    return await this.#processes.launch({
      binary,
      proxy,
      directory: this.#directory(),
      succeeds: typeof role === "object" ? role : undefined,
      // A listener was refused, as a rule because its port is taken.
      onBindFailure: () => this.#health?.hurry(),
      // Before anything else can happen to it: an end that comes early must find it in its place.
      onStarted: (envoy) => role === "first" && this.#become(envoy),
      onExited: (envoy, exit) => this.#exited(envoy, exit),
    });
  }

  /** From the start of a process until it serves. */
  async #serve(envoy: EnvoyProcess): Promise<void> {
    const waits = setTimeout(() => {
      this.#report.readiness = { kind: "notReady", message: "Envoy waits for its configuration" };
    }, 3_000);
    const live = await becomesLive(envoy, this.#closing.signal).finally(() => clearTimeout(waits));
    if (!live || envoy !== this.#current || this.#closing.signal.aborted) return;
    this.#served(envoy);
    this.#step();
  }

  #served(envoy: EnvoyProcess): void {
    const afterMs = (envoy.liveAt ?? envoy.startedAt) - envoy.startedAt;
    this.#world.emit({ kind: "live", key: this.#key, pid: envoy.pid, afterMs });
    this.#watch(envoy);
  }

  #watch(envoy: EnvoyProcess): void {
    this.#health?.stop();
    this.#health = new FleetHealth({
      envoy,
      ports: this.#desired?.ports ?? [],
      kin: () => this.#processes.pids,
      tell: (readiness) => {
        if (readiness.kind === "notReady" && readiness.remedy !== undefined) {
          this.#report.problem({ kind: "infrastructure", message: readiness.message, remedy: readiness.remedy });
        }
        this.#report.readiness = readiness;
      },
    });
  }

  /** A successor takes over while the old process serves on; if it fails, nothing has changed for clients. */
  async #replace(proxy: DesiredProxy): Promise<void> {
    await this.#predecessorsIdle();
    const old = this.#current;
    // Whatever has happened meanwhile, the next step sees it.
    if (old === undefined || this.#closing.signal.aborted || this.#desired !== proxy) return;
    const binary = await this.#binary(proxy);
    if (binary === undefined) return;
    const mistake = proxy.customised ? await validate(proxy, binary, this.#directory()) : undefined;
    if (mistake !== undefined) return this.#turnDown(proxy, mistake);
    const succession = await old.succession();
    const inherits = succession !== undefined && binary.hotRestart === old.binary.hotRestart;
    if (!inherits && process.platform !== "linux") {
      // Two processes cannot listen on one port here; a gap is all there is.
      await this.#drain(old);
      return;
    }
    const heir = inherits ? { baseId: succession.baseId, epoch: succession.epoch + 1 } : undefined;
    const failure = await this.#succeed({ old, proxy, binary, heir });
    if (failure === undefined) {
      this.#refused = undefined;
      return;
    }
    this.#turnDown(proxy, toStartProblem(failure));
    if (old.ended) return;
    if (heir === undefined) return this.#watch(old);
    // A successor takes the admin interface before it can fail; another one, with what is known to work, gets it back.
    const again = (await forgetDeadHeir(heir.baseId)) ? heir : undefined;
    if ((await (await old.admin())?.state()) === "LIVE") this.#watch(old);
    else await this.#succeed({ old, proxy: old.proxy, binary: old.binary, heir: again });
  }

  /** A process that starts to succeed another cuts off the one before that: its clients come first. */
  async #predecessorsIdle(): Promise<void> {
    const others = this.#processes.except(this.#current);
    const patience = { patienceMs: Number.POSITIVE_INFINITY, signal: this.#closing.signal };
    await Promise.all(others.map((envoy) => this.#processes.outlived(envoy, patience)));
  }

  /** Starts a successor and waits until it serves; gives its end when it ended before. */
  async #succeed({ old, proxy, binary, heir }: Succeeding): Promise<Exit | undefined> {
    const next = await this.#launch(proxy, binary, heir ?? "rival");
    this.#world.emit({ kind: "replacing", key: this.#key, pid: next.pid });
    // The old one's admin interface goes with the successor; its silence says nothing about how it serves.
    this.#health?.stop();
    if (!(await becomesLive(next, this.#closing.signal))) {
      return this.#closing.signal.aborted ? undefined : await next.exited;
    }
    old.leaving = true;
    this.#become(next);
    this.#served(next);
    // With inherited sockets the successor has told the old one to drain, and ends it; else it is on us.
    if (heir !== undefined) void this.#outlive(old, proxy.drainMs);
    else void this.#drain(old);
    return undefined;
  }

  /** The successor ends its predecessor when the time is up, and must do it itself; this is for one that hangs. */
  async #outlive(old: EnvoyProcess, drainMs: number): Promise<void> {
    const { signal } = this.#closing;
    await Promise.race([old.exited, aborted(signal, drainMs + 10_000)]);
    // When the fleet ends, its end decides how long this one may take.
    if (!signal.aborted) await old.terminate();
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
    this.#report.problem({ ...problem, message: `${problem.message}; the Envoy that runs goes on as it is` });
  }

  #exited(envoy: EnvoyProcess, exit: Exit): void {
    const how = describeExit(exit);
    this.#world.emit({ kind: "exited", key: this.#key, pid: envoy.pid, how, wanted: envoy.leaving });
    if (envoy !== this.#current) return;
    this.#become(undefined);
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
      this.#report.readiness = { kind: "notReady", message: `Envoy ended with ${describeExit(exit)}` };
      return;
    }
    const problem = toStartProblem(exit);
    this.#report.readiness = { kind: "notReady", message: problem.message };
    const report = join(this.#world.stateDirectory, `${envoy.proxy.directory}.failed.log`);
    // First the log, then the news of it; a log that cannot be written is no reason to keep silent.
    const written = writeAtomically(report, `${exit.lastLines.join("\n")}\n`, 0o600);
    void written.catch(() => {}).then(() => this.#report.problem(problem));
  }

  #wait(proxy: DesiredProxy, servedMs: number): void {
    if (this.#closing.signal.aborted) return;
    const inMs = this.#retry.failed(proxy.fingerprint, servedMs);
    this.#world.emit({ kind: "restarting", key: this.#key, inMs });
  }

  #directory(): string {
    return join(this.#world.runtime.path, this.#desired?.directory ?? "none");
  }

  #draining(envoy: EnvoyProcess, connections: number): void {
    this.#world.emit({ kind: "draining", key: this.#key, pid: envoy.pid, connections });
  }

  #become(envoy: EnvoyProcess | undefined): void {
    this.#current = envoy;
    this.#report.running = envoy === undefined ? 0 : 1;
  }
}
