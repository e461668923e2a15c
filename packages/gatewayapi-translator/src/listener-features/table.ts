import type { ListenerFeatures } from "@sluice/ir";
import type { ClientTrafficPolicySpec } from "@sluice/resources";
import type { ListenerFeature, ListenerFeatureTable, ListenerScope } from "./feature.ts";
import { http3 } from "./http3.ts";

/** Every feature of listeners, by its name in the IR. */
export const listenerFeatures: ListenerFeatureTable = { http3 };

type AnyFeature = ListenerFeature<keyof ListenerFeatures>;

const rooms = Object.entries(listenerFeatures) as unknown as readonly (readonly [string, AnyFeature])[];

/** What a policy says about every feature of a listener. */
export function listenerFeaturesOf(spec: ClientTrafficPolicySpec, scope: ListenerScope): ListenerFeatures {
  const features: Record<string, unknown> = {};
  for (const [name, room] of rooms) {
    const value = room.fromPolicy(spec, scope);
    if (value !== undefined) features[name] = value;
  }
  return features;
}

const targeting = ["targetRef", "targetRefs", "targetSelectors"];

/** Fields of a ClientTrafficPolicy that are there, but have no effect yet. */
export function inertFields(spec: ClientTrafficPolicySpec): readonly string[] {
  const known = new Set<string>([...targeting, ...rooms.flatMap(([, { fields }]) => fields)]);
  return Object.entries(spec)
    .filter(([field, value]) => value !== undefined && value !== null && !known.has(field))
    .map(([field]) => field)
    .sort();
}
