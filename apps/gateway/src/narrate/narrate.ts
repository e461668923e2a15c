import type { Change } from "@sluice/collections";
import { absurd, type Report } from "@sluice/ir";
import type { GuardEvent } from "@sluice/provider-k8s";
import type { GatewayEvent, StatusEvent } from "../compose.ts";
import type { Entry, Log } from "../log.ts";
import { counted, durationText } from "./count.ts";
import { narrateInfra } from "./infra.ts";
import { problemText } from "./problem-text.ts";
import { narrateProvider } from "./resources.ts";
import { narrateXds } from "./xds.ts";

/** Whom a log is for, and where the proxies are. */
export interface Audience {
  /** Somebody reads along. */
  readonly people: boolean;
  /** The proxies run on this machine, and tell about themselves. */
  readonly hosted: boolean;
}

/** Tells a gateway's events in the log. */
export function narrate(log: Log, { people, hosted }: Audience): (event: GatewayEvent) => void {
  const provider = narrateProvider();
  const entriesOf = (event: GatewayEvent): readonly Entry[] => {
    switch (event.source) {
      case "provider":
        return provider(event.event);
      case "xds":
        return narrateXds(event.event, hosted, log);
      case "infra":
        return narrateInfra(event.event, people);
      case "status":
        return narrateStatus(event.event);
      case "guard":
        return [narrateGuard(event.event)];
      default:
        return absurd(event);
    }
  };
  return (event) => {
    for (const entry of entriesOf(event)) log(entry);
  };
}

/** Tells problems of a collection when they come, except those that are told elsewhere. */
export function narrateReports(
  part: string,
  log: Log,
  elsewhere: (report: Report) => boolean = () => false,
): (changes: readonly Change<Report>[]) => void {
  return (changes) => {
    for (const change of changes) {
      if (change.kind === "delete" || elsewhere(change.value)) continue;
      const { severity, problem, about } = change.value;
      if (change.previous && problemText(change.previous.problem) === problemText(problem)) continue;
      log({
        part,
        level: severity === "error" ? "error" : "warn",
        text: problemText(problem, about),
        fields: { about },
      });
    }
  };
}

function narrateGuard(event: GuardEvent): Entry {
  const part = "provider";
  switch (event.kind) {
    case "guarded":
      return { part, level: "debug", text: `GatewayClass ${event.name} cannot be deleted while it has Gateways` };
    case "released":
      return { part, level: "debug", text: `GatewayClass ${event.name} has no Gateways and can be deleted` };
    case "failed": {
      const text = `GatewayClass ${event.name} cannot be kept from being deleted: ${event.message}; again in ${durationText(event.retryMs)}`;
      return { part, level: "warn", text };
    }
    default:
      return absurd(event);
  }
}

function narrateStatus(event: StatusEvent): readonly Entry[] {
  switch (event.kind) {
    case "statuses": {
      const lines = event.lines.map(({ bad, text }): Entry => {
        return { part: "status", level: bad && !passing.test(text) ? "warn" : "info", text };
      });
      if (event.more === 0) return lines;
      return [...lines, { part: "status", level: "info", text: `${event.more} conditions are as they should be` }];
    }
    case "problem":
      return [{ part: "status", level: "error", text: event.message }];
    case "written":
      return [{ part: "status", level: "debug", text: `The status of ${event.key} is written` }];
    case "dropped":
      return [{ part: "status", level: "debug", text: `${event.key} is gone, and its status with it` }];
    case "failed": {
      const text = `The status of ${event.key} cannot be written: ${event.message}; again in ${durationText(event.retryMs)}`;
      return [{ part: "status", level: "warn", text }];
    }
    case "idle":
      return event.written === 0
        ? []
        : [{ part: "status", level: "info", text: `${counted(event.written, "status")} written` }];
    default:
      return absurd(event);
  }
}

/** Not as it should be, but on the way there. */
const passing = /\) Envoy starts$/;
