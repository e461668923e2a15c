import type { Json, JsonObject } from "@sluice/resources";
import type { KubernetesCluster } from "./cluster.ts";
import { listAndWatch } from "./list-watch.ts";
import { rawObject } from "./raw-object.ts";
import type { Reachability } from "./reachability.ts";
import { type Alarm, createAlarm } from "./sleep.ts";
import type { Timing } from "./timing.ts";

interface CrdWatchOptions {
  readonly cluster: KubernetesCluster;
  readonly reachability: Reachability;
  readonly timing: Timing;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Rung when the CRD of that name comes, changes or goes. */
  readonly alarms: ReadonlyMap<string, readonly Alarm[]>;
}

/** Watches which CRDs there are, by name only. When that does not work, kinds are looked for now and then instead. */
export function watchCrds(options: CrdWatchOptions): { readonly works: boolean } {
  const state = { works: true };
  const ring = (object: Json | JsonObject): void => {
    for (const alarm of options.alarms.get(rawObject(object)?.name ?? "") ?? []) alarm.ring();
  };
  if (options.alarms.size === 0) return state;
  void listAndWatch({
    ...options,
    paths: ["/apis/apiextensions.k8s.io/v1/customresourcedefinitions"],
    metadataOnly: true,
    alarm: createAlarm(),
    absentMs: () => options.timing.absentMs * 10,
    sink: {
      beginList: () => undefined,
      page: (items) => items.forEach(ring),
      endList: () => undefined,
      event: (_, object) => ring(object),
      absent: () => undefined,
      lost: (message) => {
        const works = message === undefined;
        if (state.works === works) return;
        state.works = works;
        // Whoever counted on being told looks, and from now on by itself.
        for (const alarm of [...options.alarms.values()].flat()) alarm.ring();
      },
    },
  });
  return state;
}
