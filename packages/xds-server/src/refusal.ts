import type { EncodedResource } from "@sluice/protos";
import type { Lane } from "./lane.ts";
import type { SessionReport } from "./session.ts";

/** What the proxy said, and where to report it. */
export interface Refusal {
  readonly message: string;
  readonly reports: SessionReport[];
}

/** Notes that a proxy refuses a resource: these bytes never go to it again, whatever the fleet says by now. */
export function refuse(lane: Lane, culprit: EncodedResource, { message, reports }: Refusal): void {
  const entry = lane.entries.get(culprit.name);
  if (entry !== undefined) {
    entry.refused = culprit.version;
    entry.unsure = entry.unsure.filter(({ held }) => held?.version !== culprit.version);
    entry.staged = undefined;
  }
  reports.push({ kind: "refused", resource: culprit, message });
}
