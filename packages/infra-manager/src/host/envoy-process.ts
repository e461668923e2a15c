import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { writeAtomically } from "../atomic-file.ts";
import type { DesiredProxy } from "../desired/desired-proxy.ts";
import type { EnvoyBinary } from "../envoy/find.ts";
import type { LogLine } from "../events.ts";
import { AdminClient } from "./admin.ts";
import { type Fifo, makeFifo } from "./fifo.ts";
import { LineCutter, toLogLine } from "./log-line.ts";
import type { Exit } from "./start-failure.ts";
import { watcherScript } from "./watcher.ts";

/** Processes that hand their sockets on from one to the next share a base id; the first has epoch 0. */
export interface Succession {
  readonly baseId: number;
  readonly epoch: number;
}

/** What to start. */
export interface StartRequest {
  readonly binary: EnvoyBinary;
  readonly proxy: DesiredProxy;
  /** Folder for the files of this fleet's processes. */
  readonly directory: string;
  /** Takes over the sockets of the process with the epoch before. */
  readonly succeeds?: Succession;
  readonly onLine: (pid: number, line: LogLine) => void;
  /** Lines on the standard output; undefined throws them away unread. */
  readonly onOutput: ((text: string) => void) | undefined;
}

const rememberedLines = 40;
let serial = 0;

/** Starts Envoy in a session of its own, so that Ctrl-C reaches Sluice alone, and under a watcher. */
export async function startEnvoy(request: StartRequest): Promise<EnvoyProcess> {
  const { binary, proxy, directory, succeeds } = request;
  const name = (file: string): string => join(directory, `${file}-${serial}`);
  serial += 1;
  const bootstrapFile = join(directory, `bootstrap-${proxy.fingerprint.slice(0, 12)}.json`);
  await writeAtomically(bootstrapFile, proxy.bootstrap, 0o600);
  const files = { admin: name("admin"), baseId: name("base-id") };
  const args = [
    ...["--config-path", bootstrapFile, "--admin-address-path", files.admin],
    ...successionArgs(request, files.baseId),
    ...proxy.args,
  ];
  const logs = await makeFifo(name("log"));
  const output = request.onOutput === undefined ? undefined : await makeFifo(name("output"));
  const child = spawn("/bin/sh", ["-c", watcherScript, "sluice-envoy", binary.path, ...args], {
    detached: true,
    stdio: ["pipe", output?.writer ?? "ignore", logs.writer],
  });
  logs.closeWriter();
  output?.closeWriter();
  return new EnvoyProcess(child, request, { logs, output, files, succeeds });
}

function successionArgs({ binary, proxy, succeeds }: StartRequest, baseIdFile: string): readonly string[] {
  // Without it, all Envoys of a machine want the one with base id 0.
  if (binary.hotRestart === undefined) return ["--disable-hot-restart"];
  // One second more, so that the predecessor's own drain ends first. To copy its statistics is work for nothing: nobody
  // but a metrics system reads them, and that knows restarts.
  const patience = [
    "--parent-shutdown-time-s",
    `${Math.ceil(proxy.drainMs / 1000) + 1}`,
    "--skip-hot-restart-parent-stats",
  ];
  return succeeds === undefined
    ? ["--use-dynamic-base-id", "--base-id-path", baseIdFile, ...patience]
    : ["--base-id", `${succeeds.baseId}`, "--restart-epoch", `${succeeds.epoch}`, ...patience];
}

interface Attachments {
  readonly logs: Fifo;
  readonly output: Fifo | undefined;
  readonly files: { readonly admin: string; readonly baseId: string };
  readonly succeeds: Succession | undefined;
}

/** One running Envoy. */
export class EnvoyProcess {
  readonly pid: number;
  readonly binary: EnvoyBinary;
  readonly proxy: DesiredProxy;
  readonly startedAt: number = Date.now();
  /** Settles when the process has ended and its last lines were read; never fails. */
  readonly exited: Promise<Exit>;
  /** True once its end is wanted. */
  leaving = false;
  /** When it became LIVE. */
  liveAt: number | undefined;

  readonly #child: ChildProcess;
  readonly #attached: Attachments;
  readonly #lastLines: string[] = [];
  #ended = false;
  #admin: AdminClient | undefined;
  #succession: Succession | undefined;

  constructor(child: ChildProcess, { binary, proxy, onLine, onOutput }: StartRequest, attached: Attachments) {
    this.#child = child;
    this.#attached = attached;
    this.#succession = attached.succeeds;
    this.binary = binary;
    this.proxy = proxy;
    this.pid = child.pid ?? 0;
    let previous: LogLine | undefined;
    const logged = (text: string): void => {
      previous = toLogLine(text, previous);
      this.#lastLines.push(text);
      if (this.#lastLines.length > rememberedLines) this.#lastLines.shift();
      onLine(this.pid, previous);
    };
    const logsRead = readLines(attached.logs, logged, logged);
    // Half an access log entry, cut off by a SIGKILL, would only break its reader's JSON.
    if (attached.output !== undefined) void readLines(attached.output, onOutput ?? (() => {}));
    child.stdin?.on("error", () => {});
    this.exited = new Promise((resolve) => {
      const end = async (code: number | null, signal: NodeJS.Signals | null): Promise<void> => {
        this.#ended = true;
        // Tells the watcher that nothing is left to watch.
        child.stdin?.end("\n");
        await Promise.race([logsRead, wait(1_000)]);
        resolve({ code, signal, lastLines: [...this.#lastLines] });
      };
      child.once("exit", (code, signal) => void end(code, signal));
      child.once("error", (error) => {
        this.#lastLines.push(error.message);
        if (child.pid === undefined) void end(null, null);
      });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The admin interface, as soon as Envoy has said where it is. */
  async admin(): Promise<AdminClient | undefined> {
    if (this.#admin !== undefined) return this.#admin;
    const address = await readFile(this.#attached.files.admin, "utf8").catch(() => "");
    if (/:\d+$/.test(address)) this.#admin = new AdminClient(address);
    return this.#admin;
  }

  /** What a successor must be told; undefined when this Envoy cannot hand its sockets over. */
  async succession(): Promise<Succession | undefined> {
    if (this.#succession === undefined && this.binary.hotRestart !== undefined) {
      const baseId = Number.parseInt(await readFile(this.#attached.files.baseId, "utf8").catch(() => ""), 10);
      if (Number.isInteger(baseId)) this.#succession = { baseId, epoch: 0 };
    }
    return this.#succession;
  }

  /** Ends it now: SIGTERM, and SIGKILL if that is not enough. */
  async terminate(patienceMs = 3_000): Promise<Exit> {
    this.leaving = true;
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), patienceMs);
    return await this.exited.finally(() => clearTimeout(timer));
  }

  #signal(signal: NodeJS.Signals): void {
    if (!this.#ended) this.#child.kill(signal);
  }
}

/** Calls `onLine` with whole lines, and `onRest` with a last one that was never finished. */
function readLines({ reader }: Fifo, onLine: (text: string) => void, onRest?: (text: string) => void): Promise<void> {
  const cutter = new LineCutter();
  reader.setEncoding("utf8");
  return new Promise((resolve) => {
    reader.on("data", (text: string) => cutter.push(text).forEach(onLine));
    reader.once("close", () => {
      for (const rest of cutter.end()) onRest?.(rest);
      resolve();
    });
    reader.on("error", () => reader.destroy());
  });
}
