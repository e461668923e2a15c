import type { ObjectRef } from "@sluice/ir";
import { type Backend, type EnvoyProxy, type ParentReference, refOf } from "@sluice/resources";
import type { TlsPolicy } from "../backend-features/backend-tls.ts";
import type { BackendObject } from "../backends/backend.ts";
import { envoyProxyFlaws } from "../gateways/envoy-proxy.ts";
import type { ManagedClass } from "../gateways/gateway-class.ts";
import type { TranslateOptions } from "../options.ts";
import { ancestorKey, cappedAncestors } from "./ancestors.ts";
import { type Condition, condition, conditionsOf, sentence } from "./condition.ts";
import { backendTlsSpellings, classSpellings, good } from "./conditions.ts";
import { type ObjectStatus, objectStatus } from "./object-status.ts";
import { supportedFeatures } from "./supported-features.ts";

/** The status of a GatewayClass. */
export function classStatus({ ref, generation, fault }: ManagedClass, options: TranslateOptions): ObjectStatus {
  const conditions =
    fault === undefined
      ? [condition({ ...good.accepted, message: "The class is ours." }, generation)]
      : conditionsOf([fault], classSpellings, generation);
  return objectStatus(ref, generation, { conditions, supportedFeatures: supportedFeatures(options) });
}

/** The status of an EnvoyProxy, for every class and Gateway that names it. */
export function envoyProxyStatus(proxy: EnvoyProxy, users: readonly ObjectRef[]): ObjectStatus | undefined {
  if (users.length === 0) return undefined;
  const { generation } = proxy.metadata;
  const flaws = envoyProxyFlaws(proxy.spec);
  const verdict: Condition =
    flaws.length === 0
      ? condition({ ...good.accepted, message: "The settings are in use." }, generation)
      : condition({ ...invalidParameters, message: `${flaws.join("; ")}.` }, generation);
  const ancestors = users.map(({ group, kind, namespace, name }) => ({
    ancestorRef: { group, kind, ...(namespace === "" ? {} : { namespace }), name },
    conditions: [verdict],
  }));
  return objectStatus(refOf(proxy), generation, { ancestors });
}

const { problem: _, ...invalidParameters } = classSpellings.parameters;

/** The status of a Backend. A refused one has a condition of type `Invalid` with reason `Accepted`, as Envoy Gateway spells it. */
export function backendStatus(backend: Backend, { fault }: BackendObject): ObjectStatus {
  const { generation } = backend.metadata;
  const verdict =
    fault === undefined
      ? condition({ ...good.accepted, message: "The Backend can be used." }, generation)
      : condition(
          { type: "Invalid", status: "False", reason: good.accepted.reason, message: sentence(fault) },
          generation,
        );
  return objectStatus(refOf(backend), generation, { conditions: [verdict] });
}

/** The status of a BackendTLSPolicy for the parents of the routes that use it, or of the older policy that keeps it from use. */
export function tlsPolicyStatus(
  policy: TlsPolicy,
  of: {
    readonly users: readonly ParentReference[];
    readonly rival?: { readonly key: string; readonly users: readonly ParentReference[] };
  },
  controllerName: string,
): ObjectStatus | undefined {
  const { ref, generation, fault } = policy;
  const rivals = of.rival?.users ?? [];
  const ancestorRefs = new Map([...of.users, ...rivals].map((user) => [ancestorKey(user), user]));
  if (ancestorRefs.size === 0) return undefined;
  const refused = new Set(rivals.map(ancestorKey));
  const ancestors = [...ancestorRefs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, ancestorRef]) => {
      const used = of.users.some((user) => ancestorKey(user) === key);
      const conditions = new Map<string, Condition>();
      if (used) for (const one of verdict(fault, generation)) conditions.set(one.type, one);
      if (refused.has(key)) {
        const message = `The older BackendTLSPolicy ${of.rival!.key} has the same target. Remove one of them.`;
        const { problem: __, ...spelling } = backendTlsSpellings.conflicted;
        conditions.set("Accepted", condition({ ...spelling, message }, generation));
      }
      return { ancestorRef, controllerName, conditions: [...conditions.values()] };
    });
  return objectStatus(ref, generation, { ancestors: cappedAncestors(ancestors, generation) });
}

function verdict(fault: TlsPolicy["fault"], generation: number | undefined): readonly Condition[] {
  if (fault === undefined) {
    return [
      condition({ ...good.accepted, message: "The policy is in use." }, generation),
      condition({ ...good.resolvedRefs, message: "All references of the policy hold." }, generation),
    ];
  }
  const accepted = { type: "Accepted", status: "False", reason: "NoValidCACertificate" } as const;
  return [
    condition({ ...accepted, message: sentence(fault) }, generation),
    ...conditionsOf([fault], backendTlsSpellings, generation),
  ];
}
