import { type Gateway, refOf } from "@sluice/resources";
import type { ManagedGateway } from "../gateways/gateway.ts";
import type { GatewayTls } from "../gateways/gateway-tls.ts";
import type { ManagedSet } from "../gateways/listener-set.ts";
import { listenerConditions, type ResolvedListener } from "../gateways/resolved-listener.ts";
import { type Condition, condition, conditionsOf } from "./condition.ts";
import { gatewaySpellings, good, insecureFrontend, listenersNotValid } from "./conditions.ts";
import { type ObjectStatus, objectStatus } from "./object-status.ts";

/** A listener, and how many routes are attached to it. */
export interface CountedListener {
  readonly listener: ResolvedListener;
  readonly attachedRoutes: number;
}

/** The status of a Gateway, as far as resources tell: addresses and `Programmed` follow from its proxies, see `foldStatus`. */
export function gatewayStatus(
  { ref, gateway, fleet, fault }: ManagedGateway,
  listeners: readonly CountedListener[],
  { tls, attachedSets }: { readonly tls: GatewayTls | undefined; readonly attachedSets: number },
): ObjectStatus {
  const { generation } = gateway.metadata;
  const faults = [...(fault === undefined ? [] : [fault]), ...(tls?.faults ?? [])];
  const conditions: Condition[] = [...conditionsOf(faults, gatewaySpellings, generation)];
  if (tls !== undefined) {
    if (tls.faults.length === 0)
      conditions.push(
        condition({ ...good.resolvedRefs, message: "All references of the Gateway's TLS settings hold." }, generation),
      );
    if (
      [tls.default, ...tls.perPort.map(({ validation }) => validation)].some(
        (of) => of?.ok === true && of.insecureFallback,
      )
    ) {
      const message = "Clients without a valid certificate are let in: the validation mode is AllowInsecureFallback.";
      conditions.push(condition({ ...insecureFrontend, message }, generation));
    }
  }
  return {
    ...objectStatus(ref, generation, {
      ...(conditions.length === 0 ? {} : { conditions }),
      ...(fault === undefined ? { listeners: listeners.map((one) => listenerStatus(one, generation)) } : {}),
      ...(attachedSets === 0 ? {} : { attachedListenerSets: attachedSets }),
    }),
    fleet: { key: fleet, unusableAddresses: unusableAddresses(gateway) },
  };
}

/** Proxies can be given IP addresses, but no names. */
function unusableAddresses({ spec }: Gateway): readonly string[] {
  return (spec.addresses ?? []).flatMap(({ type, value }) => (type === "Hostname" ? [value ?? ""] : []));
}

function listenerStatus(
  { listener, attachedRoutes }: CountedListener,
  generation: number | undefined,
): Readonly<Record<string, unknown>> {
  return {
    name: listener.checked.entry.listener.name,
    supportedKinds: listener.checked.supportedKinds,
    attachedRoutes,
    conditions: listenerConditions(listener, generation),
  };
}

/** The status of a ListenerSet. */
export function listenerSetStatus(
  { set, allowed, gateway }: ManagedSet,
  listeners: readonly CountedListener[],
): ObjectStatus {
  const { generation } = set.metadata;
  const no = (type: string, reason: string, message: string): Condition =>
    condition({ type, status: "False", reason, message }, generation);
  if (!allowed) {
    const message = `Gateway ${gateway} does not let ListenerSets of namespace ${set.metadata.namespace} join. Extend its allowedListeners.`;
    const conditions = ["Accepted", "Programmed"].map((type) => no(type, "NotAllowed", message));
    return objectStatus(refOf(set), generation, { conditions });
  }
  const statuses = listeners.map((one) => listenerStatus(one, generation));
  const holding = (type: string): number => listeners.filter(({ listener }) => holds(listener, type)).length;
  const summary = (type: "Accepted" | "Programmed"): Condition => {
    const count = holding(type);
    const message = `${count} of ${listeners.length} listeners are ${type.toLowerCase()}.`;
    if (count === 0) return no(type, listenersNotValid, message);
    const reason = type === "Accepted" && count < listeners.length ? listenersNotValid : type;
    return condition({ type, status: "True", reason, message }, generation);
  };
  return objectStatus(refOf(set), generation, {
    conditions: [summary("Accepted"), summary("Programmed")],
    listeners: statuses,
  });
}

/** Whether a listener has a condition. */
export function holds(listener: ResolvedListener, type: string): boolean {
  return listenerConditions(listener, undefined).some((one) => one.type === type && one.status === "True");
}
