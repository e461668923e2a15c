import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { KubeApi } from "./api.ts";

/** One request that the API server has answered. */
export interface AuditEvent {
  readonly verb: string;
  readonly user: string;
  readonly userAgent: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
  readonly uri: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Reads an audit log; the last line may be half-written and is left for the next reading. */
export function readAudit(file: string): readonly AuditEvent[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .flatMap((line) => {
      if (line === "") return [];
      const event = JSON.parse(line);
      return {
        verb: event.verb,
        user: event.user?.username ?? "",
        userAgent: event.userAgent ?? "",
        resource: event.objectRef?.resource ?? "",
        subresource: event.objectRef?.subresource ?? "",
        namespace: event.objectRef?.namespace ?? "",
        name: event.objectRef?.name ?? "",
        status: event.responseStatus?.code ?? 0,
        uri: event.requestURI,
        at: Date.parse(event.requestReceivedTimestamp),
      };
    });
}

/** What to wait for in an audit log. */
export interface AuditWait {
  readonly file: string;
  readonly api: KubeApi;
  /** Whether the log holds what the caller needs. */
  readonly holds: (events: readonly AuditEvent[]) => boolean;
}

/**
 * The audit log once it holds what is asked for, and a request that was made after all that came before the call: the
 * server may write an event a moment after its answer.
 */
export async function untilAudited({ file, api, holds }: AuditWait): Promise<readonly AuditEvent[]> {
  const marker = `/version?marker=${randomUUID()}`;
  await api.request("GET", marker);
  for (const since = performance.now(); ; ) {
    const events = readAudit(file);
    if (events.some(({ uri }) => uri === marker) && holds(events)) return events;
    if (performance.now() - since > 60_000) {
      const last = events.slice(-20).map(({ userAgent, verb, uri, status }) => `${userAgent} ${verb} ${uri} ${status}`);
      throw new Error(
        `the audit log does not hold within a minute what is waited for; it ends with:\n${last.join("\n")}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
