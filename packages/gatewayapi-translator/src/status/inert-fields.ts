import type { BackendTLSPolicy, Gateway, ListenerSet } from "@sluice/resources";

/** Objects of the Gateway API that may have fields without effect here. */
export type PartlyInert = Gateway | ListenerSet | BackendTLSPolicy;

/** Fields of the Gateway API that are accepted, but have no effect: default Gateways (GEP-3793), and options that are left to implementations. */
export function inertFieldsOf(object: PartlyInert): readonly string[] {
  switch (object.kind) {
    case "Gateway":
      return [...(isSet(object.spec.defaultScope) ? ["spec.defaultScope"] : []), ...listenerOptions(object)];
    case "ListenerSet":
      return listenerOptions(object);
    case "BackendTLSPolicy":
      return isSet(object.spec.options) ? ["spec.options"] : [];
  }
}

function listenerOptions({ spec }: Gateway | ListenerSet): readonly string[] {
  return (spec.listeners ?? []).flatMap(({ tls }, i) =>
    isSet(tls?.options) ? [`spec.listeners[${i}].tls.options`] : [],
  );
}

/** Empty dictionaries, and the scope that stands for none, ask for nothing. */
function isSet(value: object | string | undefined): boolean {
  return value !== undefined && value !== "None" && (typeof value === "string" || Object.keys(value).length > 0);
}
