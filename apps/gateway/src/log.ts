import { destination, type Logger, pino } from "pino";
import type { Logging, LogLevel } from "./config/config.ts";

/** One line of the log. */
export interface Entry {
  /** Which part speaks: `provider`, `gateway-api`, `xds-server`, `infrastructure`, `status`, `sluice`. */
  readonly part: string;
  readonly level: LogLevel;
  readonly text: string;
  /** For programs: what the text says, as fields. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** For programs: a whole line of somebody else's log, in place of everything else. */
  readonly raw?: string;
}

/** Writes entries that are loud enough. */
export interface Log {
  (entry: Entry): void;
  /** Whether an entry of this part and level would be written: making its text may cost something. */
  hears(part: string, level: LogLevel): boolean;
}

/** Where lines go; `write` gets whole lines. */
export interface LogStream {
  write(text: string): void;
}

/** A log for people, or of JSON objects for programs; on standard output unless told otherwise. */
export function openLog({ format, level, levels }: Logging, stream: LogStream = standardOutput()): Log {
  const json = format === "json";
  const root = pino({ base: null, level: "debug" }, json ? stream : forPeople(stream, format === "pretty"));
  const parts = new Map<string, Logger>();
  const of = (part: string): Logger => {
    let logger = parts.get(part);
    if (!logger) {
      logger = root.child({ part }, { level: levels[part] ?? level });
      parts.set(part, logger);
    }
    return logger;
  };
  const log = ({ part, level, text, fields, raw }: Entry): void => {
    const logger = of(part);
    if (!json) logger[level](text);
    else if (raw === undefined) logger[level](fields, text);
    else if (logger.isLevelEnabled(level)) stream.write(`${raw}\n`);
  };
  return Object.assign(log, { hears: (part: string, level: LogLevel) => of(part).isLevelEnabled(level) });
}

/** A log that can be exchanged for another while others hold it. */
export interface SwitchableLog extends Log {
  use(log: Log): void;
}

/** A log that begins as `log`. */
export function switchableLog(log: Log): SwitchableLog {
  let current = log;
  return Object.assign((entry: Entry): void => current(entry), {
    hears: (part: string, level: LogLevel) => current.hears(part, level),
    use(next: Log) {
      current = next;
    },
  });
}

function standardOutput(): LogStream {
  const stream = destination({ fd: 1, sync: true });
  // Whoever read the log may be gone; that is no reason to stop.
  stream.on("error", () => {});
  return stream;
}

/** `12:03:04.123 provider        HTTPRoute default/web changed`. */
function forPeople(stream: LogStream, colours: boolean): LogStream {
  const paint = (code: number, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    write(line) {
      const { time, level, part, msg } = JSON.parse(line) as Line;
      const moment = new Date(time);
      const clock = `${moment.toTimeString().slice(0, 8)}.${String(moment.getMilliseconds()).padStart(3, "0")}`;
      const { name, colour } = shown[level] ?? { name: "", colour: 0 };
      const text = msg.replaceAll("\n", `\n${" ".repeat(clock.length + partWidth + 2)}`);
      const word = name === "" ? "" : `${paint(colour, name)} `;
      stream.write(`${paint(2, clock)} ${paint(36, part.padEnd(partWidth))} ${word}${text}\n`);
    },
  };
}

interface Line {
  readonly time: number;
  readonly level: number;
  readonly part: string;
  readonly msg: string;
}

const partWidth = "infrastructure".length;

/** Pino's numbers for levels; what is usual has no name. */
const shown: { readonly [level: number]: { readonly name: string; readonly colour: number } } = {
  20: { name: "debug", colour: 2 },
  40: { name: "warning", colour: 33 },
  50: { name: "error", colour: 31 },
};
