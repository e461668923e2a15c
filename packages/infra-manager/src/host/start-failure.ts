import type { Problem } from "@sluice/ir";

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it logged, oldest first. */
  readonly lastLines: readonly string[];
}

/** `code 1`, `SIGKILL`. */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `code ${code}`;
}

/** Why an Envoy ended before it served anything, and what to do about it. */
export function toStartProblem(exit: Exit): Problem {
  const text = exit.lastLines.join("\n");
  const rows: readonly (readonly [RegExp, (match: RegExpExecArray) => Omit<Problem, "kind">])[] = [
    [
      /error while loading shared libraries: (\S+?):/,
      ([, library]) => ({
        message: `Envoy cannot start: the library ${library} is missing`,
        remedy: `install the package that brings ${library}`,
      }),
    ],
    [
      /version [`'](GLIBC\S*?)' not found/,
      ([, version]) => ({
        message: `Envoy cannot start: it needs ${version}, newer than this system's C library`,
        remedy: "use a newer system, or set ENVOY_PATH to an Envoy built for this one",
      }),
    ],
    [
      /exec: (.*): (Permission denied|not found|cannot execute.*|Exec format error)/,
      ([, path, reason]) => ({
        message: `Envoy cannot start: ${path}: ${reason}`,
        remedy: "set ENVOY_PATH to an Envoy binary for this machine",
      }),
    ],
    [
      // The first line may have been written before anybody read.
      /PARSE ERROR:[\s\S]*?\n\s*(.+)|^(.*Couldn't find match for argument)/m,
      ([, reason = "", alone]) => ({
        message: `Envoy refuses its arguments: ${(alone ?? reason).trim()}`,
        remedy: "correct extraArgs of the EnvoyProxy",
      }),
    ],
    [
      /cannot bind '([^']+)': ([^\n`']+)/,
      ([, address, reason]) => ({
        message: `Envoy cannot listen on ${address}: ${reason?.trim()}`,
        remedy: bindRemedy(reason ?? ""),
      }),
    ],
    [
      /error initializing configuration '[^']*': ([\s\S]+)|error [`']([\s\S]*?)[`'] initializing config/,
      ([, reason, other]) => ({
        message: `Envoy refuses its bootstrap: ${essence(reason ?? other ?? "")}`,
        remedy: "correct bootstrap of the EnvoyProxy",
      }),
    ],
  ];
  for (const [pattern, problem] of rows) {
    const match = pattern.exec(text);
    if (match !== null) return { kind: "infrastructure", ...problem(match) };
  }
  const last = exit.lastLines.at(-1);
  const said = last === undefined ? ", and said nothing" : `; its last words: ${oneLine(last)}`;
  return { kind: "infrastructure", message: `Envoy ended with ${describeExit(exit)} before it was ready${said}` };
}

/** What to do about a port that cannot be bound. */
export function bindRemedy(reason: string): string {
  return /permission denied/i.test(reason)
    ? "ports below 1024 need a privilege: run as root, or lower net.ipv4.ip_unprivileged_port_start"
    : "stop the other program that uses the port, or choose another port";
}

/** What a parser says, without where it stands in a file that no user wrote. */
function essence(reason: string): string {
  return oneLine(/near \d+:\d+ \(offset \d+\): ([^)]+)\)/.exec(reason)?.[1] ?? reason);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 400);
}
