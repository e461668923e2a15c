import type { ParentReference } from "@sluice/resources";
import { inertFields } from "../listener-features/table.ts";
import type { ClientPolicy, ListenerPolicy } from "../policies/client-traffic.ts";
import { type PolicyTarget, targetKey } from "../policies/targets.ts";
import { gatewayGroup } from "../ref.ts";
import { type AncestorStatus, cappedAncestors } from "./ancestors.ts";
import { type Condition, condition, conditionsOf, type Fault, sentences } from "./condition.ts";
import {
  good,
  overridden,
  type PolicyFaultKind,
  type PolicyWarning,
  policySpellings,
  policyWarnings,
} from "./conditions.ts";
import { type ObjectStatus, objectStatus } from "./object-status.ts";

/** What is known about one target of a policy. */
export interface TargetView {
  readonly target: PolicyTarget;
  /** Names of the target's listeners. */
  readonly sections: readonly string[];
  /** Key of the policy that has the target. */
  readonly holder: string;
  /** Listeners that the target could reach, with the policies that they have. */
  readonly within: readonly ListenerPolicy[];
}

/** The status of a ClientTrafficPolicy; targets that are not ours are not in it. */
export function clientPolicyStatus(
  policy: ClientPolicy,
  views: readonly TargetView[],
  controllerName: string,
): ObjectStatus | undefined {
  if (views.length === 0) return undefined;
  const ancestors = views.map(
    (view): AncestorStatus => ({
      ancestorRef: toAncestor(view.target),
      controllerName,
      conditions: conditionsFor(policy, view),
    }),
  );
  return objectStatus(policy.ref, policy.generation, { ancestors: cappedAncestors(ancestors, policy.generation) });
}

/** What is wrong with a policy, for reports. */
export function clientPolicyFaults(
  policy: ClientPolicy,
  views: readonly TargetView[],
): readonly Fault<PolicyFaultKind>[] {
  return views.flatMap((view) => faultOf(policy, view) ?? []);
}

function conditionsFor(policy: ClientPolicy, view: TargetView): readonly Condition[] {
  const { generation } = policy;
  const fault = faultOf(policy, view);
  const verdict: Condition[] =
    fault === undefined
      ? [condition({ ...good.accepted, message: "The policy is in use." }, generation)]
      : [...conditionsOf([fault], policySpellings, generation)];
  if (fault !== undefined && fault.kind !== "policyInvalid") return verdict;
  const elsewhere = sectionsElsewhere(view);
  if (elsewhere.length > 0) {
    const message = `Other ClientTrafficPolicies take its place in these sections: ${elsewhere.join(", ")}.`;
    verdict.push(condition({ ...overridden, message }, generation));
  }
  const warnings = warningsOf(policy, view);
  if (warnings.length > 0) {
    const reasons = new Set(warnings.map(({ kind }) => policyWarnings[kind]));
    const reason = reasons.size === 1 ? [...reasons].join() : "Warnings";
    verdict.push(condition({ type: "Warning", status: "True", reason, message: sentences(warnings) }, generation));
  }
  return verdict;
}

function faultOf(
  policy: ClientPolicy,
  { target, sections, holder, within }: TargetView,
): Fault<PolicyFaultKind> | undefined {
  const { kind, namespace, name, sectionName } = target;
  if (sectionName !== undefined && !sections.includes(sectionName)) {
    const message = `${kind} ${namespace}/${name} has no listener named ${sectionName}`;
    return { kind: "targetNotFound", message, remedy: `It has ${sections.join(", ")}.` };
  }
  if (holder !== policy.key) {
    const what =
      sectionName === undefined
        ? `${kind} ${namespace}/${name}`
        : `listener ${sectionName} of ${kind} ${namespace}/${name}`;
    const message = `the older ClientTrafficPolicy ${holder} has ${what}`;
    return { kind: "policyConflicted", message, remedy: "Join the two, or remove one of them." };
  }
  const clashes = new Set(mine(within, target).flatMap((one) => one.clashes));
  if (clashes.size === 0) return undefined;
  const message = `cleartext listeners of a port have the same policy or none, but ${[...clashes].join(", ")} would have another`;
  return { kind: "policyInvalid", message, remedy: "Target the whole Gateway, or use another port." };
}

function mine(within: readonly ListenerPolicy[], target: PolicyTarget): readonly ListenerPolicy[] {
  const key = targetKey(target);
  return within.filter((one) => one.target === key);
}

/** Listeners of a target whose policy targets something more specific. */
function sectionsElsewhere({ target, within }: TargetView): readonly string[] {
  if (target.sectionName !== undefined) return [];
  const key = targetKey(target);
  return within
    .filter((one) => one.target !== key)
    .map(({ entry }) => entry.listener.name)
    .sort();
}

type Warned = Fault<PolicyWarning>;

function warningsOf({ spec }: ClientPolicy, { target, within }: TargetView): readonly Warned[] {
  const warned: Warned[] = [];
  const unsafe = mine(within, target).filter(({ warnings }) => warnings.includes("http3ClientValidation"));
  if (unsafe.length > 0) {
    const names = unsafe.map(({ entry }) => entry.listener.name).sort();
    const message = `HTTP/3 is off for ${names.join(", ")}: Envoy asks no certificates of clients over QUIC`;
    warned.push({ kind: "http3ClientValidation", message });
  }
  for (const [field, instead] of deprecated(spec))
    warned.push({ kind: "deprecatedField", message: `${field} is deprecated`, remedy: `Use ${instead}.` });
  const inert = inertFields(spec);
  if (inert.length > 0)
    warned.push({
      kind: "notTranslated",
      message: `Sluice does not translate these fields yet, they have no effect: ${inert.map((field) => `spec.${field}`).join(", ")}`,
    });
  return warned;
}

function deprecated(spec: ClientPolicy["spec"]): readonly (readonly [string, string])[] {
  const fields: (readonly [string, string])[] = [];
  if (spec.enableProxyProtocol !== undefined) fields.push(["spec.enableProxyProtocol", "spec.proxyProtocol"]);
  if (spec.headers?.preserveXRequestID !== undefined)
    fields.push(["spec.headers.preserveXRequestID", "spec.headers.requestID"]);
  if (spec.targetRef !== undefined) fields.push(["spec.targetRef", "spec.targetRefs"]);
  if (spec.tls?.clientValidation?.optional === true)
    fields.push(["spec.tls.clientValidation.optional", "spec.tls.clientValidation.mode"]);
  return fields;
}

function toAncestor({ kind, namespace, name, sectionName }: PolicyTarget): ParentReference {
  const section = sectionName === undefined ? {} : { sectionName };
  return { group: gatewayGroup, kind, namespace, name, ...section };
}
