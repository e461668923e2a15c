import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findKube, type KubeProgram } from "./binaries.ts";

/** One program of a control plane that can be stopped and started again. */
export interface Program {
  readonly pid: number | undefined;
  start(): Promise<void>;
  /** Sends a signal and waits for the end; SIGTERM becomes SIGKILL after 15 s. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Sends a signal without waiting: SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void;
}

interface ProgramOptions {
  readonly name: KubeProgram;
  readonly folder: string;
  readonly args: readonly string[];
  /** Whether it is ready; asked again until it is. */
  readonly ready: () => Promise<boolean>;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Makes a program that writes its log to `<folder>/<name>.log`. */
export function createProgram({ name, folder, args, ready }: ProgramOptions): Program {
  const binary = join(findKube() ?? "", name);
  const log = join(folder, `${name}.log`);
  let child: ChildProcess | undefined;
  return {
    get pid() {
      return child?.pid;
    },
    async start() {
      const out = openSync(log, "a");
      const started = spawn(binary, args, { cwd: folder, stdio: ["ignore", out, out] });
      child = started;
      running.add(started);
      let failure: Error | undefined;
      started.on("error", (error) => {
        failure = error;
      });
      started.on("exit", () => running.delete(started));
      for (const since = Date.now(); Date.now() - since < 120_000; ) {
        if (await ready()) return;
        if (failure !== undefined) throw failure;
        if (started.exitCode !== null || started.signalCode !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      started.kill("SIGKILL");
      throw new Error(`${name} did not become ready; its log ends with:\n${readFileSync(log, "utf8").slice(-4000)}`);
    },
    async stop(signal = "SIGTERM") {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ending = child;
      const ended = new Promise<void>((resolve) => ending.once("exit", () => resolve()));
      ending.kill(signal);
      // A paused program cannot obey.
      ending.kill("SIGCONT");
      const timer = setTimeout(() => ending.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(timer);
    },
    signal(signal) {
      child?.kill(signal);
    },
  };
}
