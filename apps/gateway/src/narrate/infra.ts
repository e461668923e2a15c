import type { EnvoySearchEvent, InfraEvent, LogLine } from "@sluice/infra-manager";
import { absurd } from "@sluice/ir";
import type { Entry } from "../log.ts";
import { bytesText, counted, durationText } from "./count.ts";
import { problemText } from "./problem-text.ts";

/** Tells what happens to the Envoys on this machine; `people`: somebody reads along. */
export function narrateInfra(event: InfraEvent, people: boolean): readonly Entry[] {
  switch (event.kind) {
    case "search":
      return narrateSearch(event.event);
    case "certificates":
      return [info(`Certificates made: ${event.renewed.join(", ")}`)];
    case "starting":
      return [info(`Envoy ${event.key} starts (pid ${event.pid}, ${event.envoy})`)];
    case "live":
      return [info(`Envoy ${event.key} runs (pid ${event.pid}, after ${durationText(event.afterMs)})`)];
    case "log":
      return [{ part: "envoy", level: levelOf(event.line), text: `Envoy ${event.key}: ${logText(event.line)}` }];
    case "output":
      return [people ? toAccess(event.text) : { part: "access-log", level: "info", text: event.text, raw: event.text }];
    case "replacing":
      return [info(`Envoy ${event.key} is replaced (pid ${event.pid}): its bootstrap changed`)];
    case "draining":
      return [info(`Envoy ${event.key} drains (pid ${event.pid}): ${counted(event.connections, "open connection")}`)];
    case "exited": {
      const text = `Envoy ${event.key} ended (pid ${event.pid}, ${event.how})`;
      return [{ part, level: event.wanted ? "info" : "error", text }];
    }
    case "restarting":
      return [info(`Envoy ${event.key} is started again in ${durationText(event.inMs)}`)];
    case "leftover":
      return [info(`An Envoy (pid ${event.pid}) whose Sluice is gone was ended`)];
    case "written":
      return [info(`${event.object} ${event.change}`)];
    case "problem": {
      const of = event.key === undefined ? "" : `Envoy ${event.key}: `;
      return [{ part, level: "error", text: `${of}${problemText(event.problem)}`, fields: { fleet: event.key } }];
    }
    default:
      return absurd(event);
  }
}

function narrateSearch(event: EnvoySearchEvent): readonly Entry[] {
  switch (event.kind) {
    case "found":
      return [info(`Using Envoy ${event.version} (${event.path})`)];
    case "skipped":
      return [info(`Not using ${event.path}: ${event.reason}`)];
    case "otherVersion":
      return [warn(`${event.path} is Envoy ${event.version}; expected was ${event.wanted}`)];
    case "waiting":
      return [info(`Waiting for process ${event.pid}, which downloads Envoy`)];
    case "downloading":
      return [
        info(`Downloading Envoy ${event.version}${event.total === undefined ? "" : ` (${bytesText(event.total)})`}`),
      ];
    case "progress": {
      const of = event.total === undefined ? "" : ` of ${bytesText(event.total)}`;
      return [{ part, level: "debug", text: `Downloaded ${bytesText(event.received)}${of}` }];
    }
    case "downloaded":
      return [info(`Downloaded Envoy to ${event.path}`)];
    case "downloadFailed":
      return [warn(`The download of Envoy (${event.from}) failed: ${event.reason}`)];
    default:
      return absurd(event);
  }
}

const part = "infrastructure";

function logText({ component, message }: LogLine): string {
  return component === "" ? message : `[${component}] ${message}`;
}

/** What Envoy says about a thing that is told with more meaning by an event of its own, or that needs nobody's attention. */
const toldElsewhere = [
  /rejected: /,
  /failed to bind or apply socket options/,
  /caught ENVOY_SIG/,
  /gRPC config stream to \S+ closed/,
  /initializing config/,
  /bootstrap-\w+\.json'$/,
  /^Protobuf message \(type envoy\.config\.bootstrap/,
  /--cpuset-threads is now the default/,
];

function levelOf({ level, message }: LogLine): Entry["level"] {
  return toldElsewhere.some((pattern) => pattern.test(message)) ? "debug" : levels[level];
}

/** A line of the default JSON access log in short; any other line as it is. */
function toAccess(text: string): Entry {
  const plain: Entry = { part: "access-log", level: "info", text };
  if (!text.startsWith("{")) return plain;
  try {
    const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof line.method !== "string" || line.response_code === undefined) return plain;
    const flags = line.response_flags === "-" || !line.response_flags ? "" : ` (${line.response_flags})`;
    const path = line["x-envoy-origin-path"] ?? line.path ?? "";
    const short = `${line.method} ${line[":authority"] ?? ""}${path} ${line.response_code}${flags} ${line.duration} ms`;
    return { ...plain, text: short };
  } catch {
    return plain;
  }
}

const levels = { trace: "debug", debug: "debug", info: "info", warn: "warn", error: "error", fatal: "error" } as const;

function info(text: string): Entry {
  return { part, level: "info", text };
}

function warn(text: string): Entry {
  return { part, level: "warn", text };
}
