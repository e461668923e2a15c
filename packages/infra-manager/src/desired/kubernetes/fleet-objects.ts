import { type Infra, type Outcome, ok } from "@sluice/ir";
import { autoscaler } from "./autoscaler.ts";
import { configMap } from "./config-map.ts";
import { disruptionBudget } from "./disruption-budget.ts";
import type { KubeObject } from "./object.ts";
import type { KubernetesPlace } from "./place.ts";
import { service } from "./service.ts";
import { serviceAccount } from "./service-account.ts";
import { workload } from "./workload.ts";

/** Everything that a fleet is made of in a cluster, in the order in which it is to be written; the first mistake is the problem. */
export function fleetObjects(infra: Infra, place: KubernetesPlace): Outcome<readonly KubeObject[]> {
  const objects: KubeObject[] = [serviceAccount(infra, place), configMap(infra, place)];
  for (const make of [workload, service, autoscaler, disruptionBudget]) {
    const made = make(infra, place);
    if (made === undefined) continue;
    if (!made.ok) return made;
    objects.push(made.value);
  }
  return ok(objects);
}
