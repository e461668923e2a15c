import { absurd } from "@sluice/ir";
import type { EncodedResource } from "@sluice/protos";
import type { StreamName, XdsEvent } from "@sluice/xds-server";
import type { Entry, Log } from "../log.ts";
import { bytesText, counted, durationText, someOf } from "./count.ts";

/** Tells what was sent to which proxy, and what it said; `hosted`: the proxies run on this machine, and tell about themselves. */
export function narrateXds(event: XdsEvent, hosted: boolean, log: Pick<Log, "hears">): readonly Entry[] {
  switch (event.kind) {
    case "streamOpened":
      return [entry("info", `${proxy(event)} is connected`, event)];
    case "streamClosed":
      return [entry("info", `${proxy(event)} is gone after ${durationText(event.openForMs)}: ${event.reason}`, event)];
    case "strangerLeft": {
      const text = `${event.peer} has what another control plane gave it, and is left as it is for ${durationText(event.waitMs)}`;
      return [{ part, level: "info", text }];
    }
    case "streamRejected":
      return [{ part, level: "warn", text: `${event.peer} was turned away: ${event.reason}` }];
    case "sent": {
      if (!log.hears(part, "info")) return [];
      const { typeUrl, resources, removed } = event;
      const put = resources.length === 0 ? [] : [`${what(typeUrl, names(resources))} (${bytesText(event.bytes)})`];
      const taken = removed.length === 0 ? [] : [`${what(typeUrl, removed)} removed`];
      return [entry("info", `${proxy(event)} <- ${[...put, ...taken].join("; ")}`, event)];
    }
    case "acked": {
      if (!log.hears(part, "info")) return [];
      const { typeUrl, resources, latencyMs } = event;
      const took = resources.length === 0 ? `${typeName(typeUrl)} removals` : what(typeUrl, names(resources));
      return [entry("info", `${proxy(event)} -> took ${took} in ${durationText(latencyMs)}`, event)];
    }
    case "nacked": {
      const refused = what(event.typeUrl, names(event.resources));
      return [entry("debug", `${proxy(event)} -> refused an update with ${refused}: ${event.message.trim()}`, event)];
    }
    case "refused": {
      const { typeUrl, name, origins } = event.resource;
      const of = origins.length === 0 ? "" : ` (of ${someOf(origins)})`;
      const text = `${proxy(event)} -> refused ${typeName(typeUrl)} ${name}${of}: ${event.message.trim()}. Its last good version stays.`;
      // Who runs the proxy knows more about a port that is taken, and says it.
      return [entry(hosted && /cannot bind/.test(event.message) ? "debug" : "error", text, event)];
    }
    case "held": {
      const { resource, waitingFor } = event;
      const needed = waitingFor.map(({ typeUrl, name }) => `${typeName(typeUrl)} ${name}`);
      return [entry("debug", `${typeName(resource.typeUrl)} ${resource.name} waits for ${someOf(needed)}`, event)];
    }
    case "certificates":
      return event.outcome === "loaded"
        ? [{ part, level: "info", text: `New certificates are in use: ${event.message}` }]
        : [
            {
              part,
              level: "error",
              text: `The new certificates are broken, the old ones stay in use: ${event.message}`,
            },
          ];
    default:
      return absurd(event);
  }
}

const part = "xds-server";

function entry(level: Entry["level"], text: string, { stream, node, fleet }: StreamName): Entry {
  return { part, level, text, fields: { stream, node: node.id, fleet } };
}

/** A fleet of one is named by itself. */
function proxy({ fleet, node }: StreamName): string {
  return node.id === fleet || node.id === "" ? `Envoy ${fleet}` : `Envoy ${fleet} (${node.id})`;
}

function what(typeUrl: string, names: readonly string[]): string {
  const kind = typeName(typeUrl);
  return names.length > 3 ? counted(names.length, kind) : `${kind} ${names.join(", ")}`;
}

function names(resources: readonly EncodedResource[]): readonly string[] {
  return resources.map(({ name }) => name);
}

/** `Cluster` of `type.googleapis.com/envoy.config.cluster.v3.Cluster`. */
function typeName(typeUrl: string): string {
  return typeUrl.slice(typeUrl.lastIndexOf(".") + 1);
}
