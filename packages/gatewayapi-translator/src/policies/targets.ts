import type { ObjectRef } from "@sluice/ir";
import type { ClientTrafficPolicySpec } from "@sluice/resources";
import type { Permits } from "../backends/grant.ts";
import { toLabelTest } from "../gateways/selector.ts";

/** The fields by which policies name their targets. */
type PolicyTargetReferences = Pick<ClientTrafficPolicySpec, "targetRef" | "targetRefs" | "targetSelectors">;
type Selector = NonNullable<PolicyTargetReferences["targetSelectors"]>[number];

/** An object, or a section of it, that a policy applies to. */
export interface PolicyTarget {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly sectionName?: string;
}

/** An object that a selector may find. */
export interface Selectable {
  readonly ref: ObjectRef;
  readonly labels: Readonly<Record<string, string>>;
}

/** What looking up a policy's targets may look at. */
export interface TargetScope {
  /** Objects of the kinds that the policy can apply to. */
  candidates(): readonly Selectable[];
  /** Labels of a namespace; undefined when it does not exist. */
  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined;
  readonly permits: Permits;
}

/** The text that stands for a target: `<Kind>/<namespace>/<name>[#<section>]`. */
export function targetKey({ kind, namespace, name, sectionName }: PolicyTarget): string {
  const object = `${kind}/${namespace}/${name}`;
  return sectionName === undefined ? object : `${object}#${sectionName}`;
}

/**
 * What a policy applies to: objects that it names, all in its own namespace, and objects that its selectors find; in other
 * namespaces only with a ReferenceGrant. Each target once.
 */
export function policyTargetsOf(
  policy: ObjectRef,
  { targetRef, targetRefs = [], targetSelectors = [] }: PolicyTargetReferences,
  scope: TargetScope,
): readonly PolicyTarget[] {
  const named = [...targetRefs, ...(targetRef === undefined ? [] : [targetRef])].map(
    ({ kind, name, sectionName }): PolicyTarget => ({
      kind,
      namespace: policy.namespace,
      name,
      ...(sectionName === undefined ? {} : { sectionName }),
    }),
  );
  const found = targetSelectors.flatMap((selector) =>
    scope
      .candidates()
      .filter((candidate) => selects(selector, candidate, { policy, scope }))
      .map(({ ref: { kind, namespace, name } }): PolicyTarget => ({ kind, namespace, name })),
  );
  return [...new Map([...found, ...named].map((target) => [targetKey(target), target])).values()];
}

function selects(
  selector: Selector,
  { ref, labels }: Selectable,
  { policy, scope }: { readonly policy: ObjectRef; readonly scope: TargetScope },
): boolean {
  if (ref.kind !== selector.kind || ref.group !== (selector.group ?? ref.group)) return false;
  const test = toLabelTest(selector);
  if (!test.ok || !test.value(labels)) return false;
  if (ref.namespace === policy.namespace && selector.namespaces?.from !== "Selector") return true;
  return isNamespaceSelected(selector.namespaces, ref.namespace, scope) && scope.permits(policy, ref);
}

function isNamespaceSelected(namespaces: Selector["namespaces"], name: string, scope: TargetScope): boolean {
  switch (namespaces?.from) {
    case "All":
      return true;
    case "Selector": {
      const test = namespaces.selector === undefined ? undefined : toLabelTest(namespaces.selector);
      const labels = scope.namespaceLabels(name);
      return test?.ok === true && labels !== undefined && test.value(labels);
    }
    default:
      return false;
  }
}
