import type { Collection, Index, Keyed } from "@sluice/collections";
import type { ListenerFeatures, ObjectRef } from "@sluice/ir";
import { type ClientTrafficPolicySpec, type ReferenceGrant, refOf } from "@sluice/resources";
import { permitsFrom } from "../backends/grant.ts";
import { type Base, derived } from "../base.ts";
import type { ManagedGateway } from "../gateways/gateway.ts";
import { downstreamTls } from "../gateways/ir-listener.ts";
import type { ListenerEntry } from "../gateways/listener-entry.ts";
import type { ManagedSet } from "../gateways/listener-set.ts";
import type { ResolvedListener } from "../gateways/resolved-listener.ts";
import { listenerFeaturesOf } from "../listener-features/table.ts";
import { ageOf } from "../routes/age.ts";
import type { PolicyWarning } from "../status/conditions.ts";
import { type PolicyTarget, policyTargetsOf, type Selectable, targetKey } from "./targets.ts";

/** A ClientTrafficPolicy with its targets, whether they exist or not. */
export interface ClientPolicy extends Keyed {
  /** `<namespace>/<name>` */
  readonly key: string;
  readonly ref: ObjectRef;
  readonly generation?: number;
  readonly age: string;
  readonly spec: ClientTrafficPolicySpec;
  readonly targets: readonly PolicyTarget[];
}

/** The policy in force for one listener. */
export interface ListenerPolicy extends Keyed {
  /** Key of the resolved listener. */
  readonly key: string;
  readonly entry: ListenerEntry;
  /** Key of the policy. */
  readonly policy: string;
  /** The target of the policy that the listener belongs to. */
  readonly target: string;
  /** Cleartext listeners that share the port, and would share the policy without being its target: it is not applied. */
  readonly clashes: readonly string[];
  readonly features: ListenerFeatures;
  readonly warnings: readonly PolicyWarning[];
}

/** ClientTrafficPolicies, and which of them each listener has. */
export interface DerivedClientPolicies {
  readonly policies: Collection<ClientPolicy>;
  /** By `targetKey`. */
  readonly byTarget: Index<ClientPolicy>;
  readonly ofListeners: Collection<ListenerPolicy>;
}

/** What policies attach to. */
export interface PolicyParents {
  readonly grants: Index<ReferenceGrant>;
  readonly gateways: Collection<ManagedGateway>;
  readonly sets: Collection<ManagedSet>;
  readonly listeners: Collection<ResolvedListener>;
}

/** Attaches ClientTrafficPolicies: to sections before ListenerSets, to these before Gateways, and the oldest one to each. */
export function deriveClientPolicies(base: Base, from: PolicyParents): DerivedClientPolicies {
  const { graph, resources } = base;
  const policies = derived(base, "client-policies", {
    from: resources.ClientTrafficPolicy,
    to: (policy, read): ClientPolicy => {
      const ref = refOf(policy);
      const { generation } = policy.metadata;
      return {
        key: policy.key,
        ref,
        ...(generation === undefined ? {} : { generation }),
        age: ageOf(policy.metadata),
        spec: policy.spec,
        targets: policyTargetsOf(ref, policy.spec, {
          candidates: () => [
            ...read.list(from.gateways).map(({ gateway }) => toSelectable(gateway)),
            ...read.list(from.sets).map(({ set }) => toSelectable(set)),
          ],
          namespaceLabels: (name) => read.get(resources.Namespace, name)?.metadata.labels,
          permits: permitsFrom(read, from.grants),
        }),
      };
    },
  });
  const byTarget = graph.index(policies, "target", ({ targets }) => targets.map(targetKey));
  const cleartext = graph.index(from.listeners, "cleartext", ({ ready, checked: { entry } }) =>
    ready && entry.listener.protocol === "HTTP" ? [`${entry.fleet}|${entry.listener.port}`] : [],
  );
  return {
    policies,
    byTarget,
    ofListeners: derived(base, "listener-policies", {
      from: from.listeners,
      to: (listener, read) => {
        const { entry } = listener.checked;
        for (const target of targetsOf(entry)) {
          const policy = oldestOf(read.by(byTarget, target));
          if (policy === undefined) continue;
          const beside = read.by(cleartext, `${entry.fleet}|${entry.listener.port}`);
          return toListenerPolicy(listener, policy, { target, clashes: clashesOf(listener, target, beside) });
        }
        return undefined;
      },
    }),
  };
}

function toSelectable(object: ManagedGateway["gateway"] | ManagedSet["set"]): Selectable {
  return { ref: refOf(object), labels: object.metadata.labels ?? {} };
}

/** The policy that has a target: the oldest of those that name it. */
export function oldestOf(policies: readonly ClientPolicy[]): ClientPolicy | undefined {
  return policies.reduce<ClientPolicy | undefined>(
    (oldest, one) => (oldest === undefined || one.age < oldest.age ? one : oldest),
    undefined,
  );
}

/** What a policy may target to reach a listener, the most specific first. A Gateway's sections are its own listeners. */
function targetsOf({ gateway, listenerSet, listener }: ListenerEntry): readonly string[] {
  const [kind, owner] = listenerSet === undefined ? ["Gateway", gateway] : ["ListenerSet", listenerSet];
  const own = [`${kind}/${owner}#${listener.name}`, `${kind}/${owner}`];
  return listenerSet === undefined ? own : [...own, `Gateway/${gateway}`];
}

/** Cleartext listeners of a port are one connection manager in Envoy: a policy is for all of them or for none. */
function clashesOf(
  { checked: { entry }, ready }: ResolvedListener,
  target: string,
  beside: readonly ResolvedListener[],
): readonly string[] {
  if (!ready || entry.listener.protocol !== "HTTP") return [];
  return beside
    .map(({ checked }) => checked.entry)
    .filter((other) => other.name !== entry.name && !(targetsOf(other).includes(target) && !target.includes("#")))
    .map(({ name }) => name)
    .sort();
}

function toListenerPolicy(
  listener: ResolvedListener,
  policy: ClientPolicy,
  { target, clashes }: Pick<ListenerPolicy, "target" | "clashes">,
): ListenerPolicy {
  const warnings = new Set<PolicyWarning>();
  const { entry } = listener.checked;
  const tls = downstreamTls(listener);
  const applies = clashes.length === 0 && ["HTTP", "HTTPS"].includes(entry.listener.protocol);
  const scope = {
    port: entry.listener.port,
    ...(tls === undefined ? {} : { tls }),
    warn: (kind: PolicyWarning) => void warnings.add(kind),
  };
  const features = applies ? listenerFeaturesOf(policy.spec, scope) : {};
  return { key: listener.key, entry, policy: policy.key, target, clashes, features, warnings: [...warnings] };
}
