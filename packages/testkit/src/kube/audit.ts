import { existsSync, readFileSync } from "node:fs";

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
