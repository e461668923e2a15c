import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { LoadOrder, LoadReport } from "./load.ts";

/** Traffic that runs in processes of its own. */
export class LoadProcess {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, "load.ts"));
  readonly #ended: Promise<LoadReport>;
  /** Requests so far. */
  requests = 0;

  constructor(order: LoadOrder) {
    this.#ended = new Promise((resolve, reject) => {
      let last: LoadReport | undefined;
      this.#child.on("message", (report: LoadReport) => {
        last = report;
        this.requests = report.requests;
      });
      this.#child.once("exit", (code) => {
        if (code === 0 && last !== undefined) resolve(last);
        else reject(new Error("the traffic ended early"));
      });
    });
    this.#ended.catch(() => {});
    this.#child.send(order);
  }

  /** Ends the traffic; what is under way is waited for. */
  stop(): Promise<LoadReport> {
    if (this.#child.connected) this.#child.send("stop");
    return this.#ended;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
