import type { InfraPort } from "@sluice/ir";
import type { FailedListener, OpenPort, ServerState } from "./admin.ts";
import { bindRemedy } from "./start-failure.ts";
import type { Sharer } from "./tcp-table.ts";

/** What the admin interface says. */
export interface Observation {
  readonly state: ServerState;
  readonly open: readonly OpenPort[];
  readonly failed: readonly FailedListener[];
  /** Other processes on the same ports. */
  readonly sharers: readonly Sharer[];
}

/** Whether a proxy serves all that it must. */
export type Readiness =
  | { readonly kind: "ready" }
  /** `remedy` is there when a user can do something about it. */
  | { readonly kind: "notReady"; readonly message: string; readonly remedy?: string };

/** Judges an observation by the ports that must be open. */
export function toReadiness(observed: Observation, ports: readonly InfraPort[]): Readiness {
  switch (observed.state) {
    case "unreachable":
      return { kind: "notReady", message: "Envoy does not answer" };
    case "PRE_INITIALIZING":
    case "INITIALIZING":
      return { kind: "notReady", message: "Envoy waits for its configuration" };
    case "DRAINING":
      return { kind: "notReady", message: "Envoy drains its connections" };
    case "LIVE":
      return judgePorts(observed, ports);
  }
}

function judgePorts({ open, failed, sharers }: Observation, ports: readonly InfraPort[]): Readiness {
  for (const { name, reason } of failed) {
    const bind = /cannot bind '([^']+)': ([^\n]+)/.exec(reason);
    if (bind === null) continue;
    const [, address, why = ""] = bind;
    return {
      kind: "notReady",
      message: `Envoy cannot listen on ${address} (${name}): ${why}`,
      remedy: bindRemedy(why),
    };
  }
  // Listeners for TCP, TLS and UDP exist in Envoy only once a route is attached.
  const due = ports.filter(({ protocol }) => protocol === "HTTP" || protocol === "HTTPS");
  const closed = due.filter(({ containerPort }) => !open.some(({ port, udp }) => port === containerPort && !udp));
  const [sharer] = sharers;
  if (sharer !== undefined) {
    const who = sharer.pid === undefined ? "another process" : `process ${sharer.pid} (${sharer.program})`;
    const message = `port ${sharer.port} is shared with ${who}, which takes a part of the connections`;
    return { kind: "notReady", message, remedy: bindRemedy("") };
  }
  if (closed.length === 0) return { kind: "ready" };
  const names = closed.map(({ containerPort }) => containerPort).join(", ");
  return { kind: "notReady", message: `Envoy does not listen on port ${names} yet` };
}
