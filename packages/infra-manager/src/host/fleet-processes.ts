import { mkdir } from "node:fs/promises";
import type { InfraPort } from "@sluice/ir";
import type { DesiredProxy } from "../desired/desired-proxy.ts";
import type { EnvoyBinary } from "../envoy/find.ts";
import { type EnvoyProcess, type Succession, startEnvoy } from "./envoy-process.ts";
import type { FleetWorld } from "./fleet-world.ts";
import { type Afterlife, outlived } from "./liveness.ts";
import type { Exit } from "./start-failure.ts";

/** A process to start, and who wants to know what becomes of it. */
export interface Launch {
  readonly binary: EnvoyBinary;
  readonly proxy: DesiredProxy;
  readonly directory: string;
  readonly succeeds: Succession | undefined;
  readonly onStarted: (envoy: EnvoyProcess) => void;
  readonly onBindFailure: () => void;
  readonly onExited: (envoy: EnvoyProcess, exit: Exit) => void;
}

/** The processes of one fleet: the one that serves, predecessors that drain, a successor that starts. */
export class FleetProcesses {
  #world: FleetWorld;
  readonly #key: string;
  readonly #all = new Set<EnvoyProcess>();
  #everPorts: readonly InfraPort[] = [];
  #everCustomised = false;

  constructor(world: FleetWorld, key: string) {
    this.#world = world;
    this.#key = key;
  }

  /** Tells another world from now on what becomes of processes. */
  move(world: FleetWorld): void {
    this.#world = world;
  }

  get pids(): readonly number[] {
    return [...this.#all].map(({ pid }) => pid);
  }

  /** All but one. */
  except(current: EnvoyProcess | undefined): readonly EnvoyProcess[] {
    return [...this.#all].filter((envoy) => envoy !== current);
  }

  /** Remembers where processes from now on have clients. */
  expect({ ports, customised }: DesiredProxy): void {
    const known = new Map([...this.#everPorts, ...ports].map((port) => [JSON.stringify(port), port]));
    this.#everPorts = [...known.values()];
    this.#everCustomised ||= customised;
  }

  /** Starts a process, and follows it until it ends. */
  async launch({ binary, proxy, directory, succeeds, ...told }: Launch): Promise<EnvoyProcess> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const key = this.#key;
    const { forwardOutput, runtime } = this.#world;
    // A process may outlive the world that it was started in.
    const emit: FleetWorld["emit"] = (event) => this.#world.emit(event);
    const envoy = await startEnvoy({
      binary,
      proxy,
      directory,
      ...(succeeds !== undefined && { succeeds }),
      onLine: (pid, line) => {
        if (line.message.includes("cannot bind")) told.onBindFailure();
        emit({ kind: "log", key, pid, line });
      },
      onOutput: forwardOutput ? (text) => emit({ kind: "output", key, text }) : undefined,
    });
    this.#all.add(envoy);
    emit({ kind: "starting", key, pid: envoy.pid, envoy: binary.path });
    told.onStarted(envoy);
    const remembered = runtime.remember(envoy.pid).catch(() => {});
    void envoy.exited.then(async (exit) => {
      this.#all.delete(envoy);
      told.onExited(envoy, exit);
      await remembered;
      await runtime.forget(envoy.pid);
    });
    return envoy;
  }

  /** Waits until a process that accepts no more connections has no more clients. */
  outlived(envoy: EnvoyProcess, patience: Omit<Afterlife, "ports">): Promise<void> {
    return outlived(envoy, { ports: this.#tcpPorts(), ...patience });
  }

  /** Where clients of an older process may be; empty when they cannot be counted: over UDP, on listeners of the user. */
  #tcpPorts(): readonly number[] {
    const countable = this.#everPorts.every(({ protocol, http3 }) => protocol !== "UDP" && http3 !== true);
    return countable && !this.#everCustomised ? this.#everPorts.map(({ containerPort }) => containerPort) : [];
  }
}
