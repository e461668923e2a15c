import type { LogLevel, LogLine } from "../events.ts";

const levels: { readonly [name: string]: LogLevel } = {
  trace: "trace",
  debug: "debug",
  info: "info",
  warning: "warn",
  warn: "warn",
  error: "error",
  critical: "fatal",
};

/** Reads a line of Envoy's default log format; a line without it continues `previous`. */
export function toLogLine(text: string, previous?: LogLine): LogLine {
  const match = /^\[[^\]]+\]\[\d+\]\[(\w+)\]\[([\w.]+)\] (?:\[[^\]\s]+:\d+\] )?(.*)$/.exec(text);
  const level = levels[match?.[1] ?? ""];
  if (match === null || level === undefined) {
    return { level: previous?.level ?? "info", component: previous?.component ?? "", message: text };
  }
  return { level, component: match[2] ?? "", message: match[3] ?? "" };
}

/** Cuts a stream of text into lines without their ends. */
export class LineCutter {
  #rest = "";

  /** The lines that `text` completes. */
  push(text: string): readonly string[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.filter((line) => line !== "");
  }

  /** What is left when the stream ends. */
  end(): readonly string[] {
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? [] : [rest];
  }
}
