import type { Read } from "@sluice/collections";
import type { Base } from "../base.ts";
import type { DerivedGateways } from "../gateways/derive.ts";
import { type ClientPolicy, oldestOf } from "../policies/client-traffic.ts";
import { type PolicyTarget, targetKey } from "../policies/targets.ts";
import type { TargetView } from "./client-policy-status.ts";

/** What is known about the targets of a policy that are ours. */
export type TargetViews = (policy: ClientPolicy, read: Read) => readonly TargetView[];

/** Looks at targets through tracked reads. */
export function targetViews({ graph }: Base, gateways: DerivedGateways): TargetViews {
  const { byTarget, ofListeners } = gateways.clientPolicies;
  const byGateway = graph.index(ofListeners, "gateway", ({ entry }) => [entry.gateway]);
  const bySet = graph.index(ofListeners, "set", ({ entry }) =>
    entry.listenerSet === undefined ? [] : [entry.listenerSet],
  );
  const sectionsOf = ({ kind, namespace, name }: PolicyTarget, read: Read): readonly string[] | undefined => {
    const key = `${namespace}/${name}`;
    const listeners =
      kind === "Gateway"
        ? read.get(gateways.gateways, key)?.gateway.spec.listeners
        : read.get(gateways.sets, key)?.set.spec.listeners;
    return listeners?.map((listener) => listener.name);
  };
  return (policy, read) =>
    policy.targets.flatMap((target) => {
      const sections = sectionsOf(target, read);
      if (sections === undefined) return [];
      const index = target.kind === "Gateway" ? byGateway : bySet;
      const holder = oldestOf(read.by(byTarget, targetKey(target)))?.key ?? policy.key;
      return [{ target, sections, holder, within: read.by(index, `${target.namespace}/${target.name}`) }];
    });
}
