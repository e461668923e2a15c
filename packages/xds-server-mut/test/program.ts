import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { eventually } from "./envoy.ts";

/** An example that runs in a process of its own. */
export interface Program {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly address: string;
  output(): string;
}

/** Runs a program that prints where it serves xDS. */
export async function runProgram(file: string, folder: string): Promise<Program> {
  const child = spawn(process.execPath, ["--conditions=@sluice/source", file], {
    cwd: folder,
    env: { ...process.env, XDS: "127.0.0.1:0" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  try {
    const address = await eventually(() => /: (\S+:\d+)\n/.exec(output)?.[1], 30_000);
    return { process: child, address, output: () => output };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}
