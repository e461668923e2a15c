import type { Collected, Collection, Graph, Read } from "@sluice/collections";
import type { Report } from "@sluice/ir";
import { type Gateway, type GatewayClass, keyOf, type Resource, type Resources, refOf } from "@sluice/resources";

/**
 * Objects that nothing will ever use, and that have no status to say so: in a cluster they may be another controller's, in
 * files that were given to this gateway they are mistakes.
 */
export function deriveStrays(
  resources: Collected<Resources>,
  graph: Graph,
  controllerName: string,
): Collection<Report> {
  const classes = graph.derive<GatewayClass, Report>({
    name: "gateway/strays/classes",
    from: resources.GatewayClass,
    to: (of) =>
      of.spec.controllerName === controllerName
        ? undefined
        : stray(of, {
            field: "spec.controllerName",
            message: `The class belongs to the controller ${of.spec.controllerName}; its Gateways are not served here.`,
            remedy: `To serve them, write controllerName: ${controllerName}.`,
          }),
  });
  const gateways = graph.derive<Gateway, Report>({
    name: "gateway/strays/gateways",
    from: resources.Gateway,
    to: (of, read) =>
      read.get(resources.GatewayClass, of.spec.gatewayClassName)
        ? undefined
        : stray(of, {
            field: "spec.gatewayClassName",
            message: `GatewayClass ${of.spec.gatewayClassName} does not exist, so that nobody serves the Gateway.`,
            remedy: "Create it, or correct the reference.",
          }),
  });
  const routes = (["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"] as const).map((kind) =>
    graph.derive<Route, Report>({
      name: `gateway/strays/${kind}`,
      from: resources[kind],
      to: (of, read) => strayParents(of, resources, read),
    }),
  );
  return graph.join("gateway/strays", [classes, gateways, ...routes]);
}

type Route = Resources["HTTPRoute" | "GRPCRoute" | "TLSRoute" | "TCPRoute" | "UDPRoute"][number];

function strayParents(of: Route, resources: Collected<Resources>, read: Read): readonly Report[] {
  const parents = of.spec.parentRefs ?? [];
  if (parents.length === 0) {
    const message = "The route names no Gateway, so that it takes no requests.";
    return [stray(of, { field: "spec.parentRefs", message, remedy: "Add one." })];
  }
  return parents.flatMap((parent, index) => {
    const kind = parent.kind ?? "Gateway";
    if (kind !== "Gateway" && kind !== "ListenerSet") return [];
    const namespace = parent.namespace ?? of.metadata.namespace;
    const key = keyOf(namespace, parent.name);
    if (kind === "Gateway" ? read.get(resources.Gateway, key) : read.get(resources.ListenerSet, key)) return [];
    const message = `${kind} ${key} does not exist.`;
    return [stray(of, { field: `spec.parentRefs[${index}]`, message, remedy: "Create it, or correct the reference." })];
  });
}

function stray(
  of: Resource,
  { field, message, remedy }: { readonly field: string; readonly message: string; readonly remedy: string },
): Report {
  return {
    key: `${of.kind}/${of.key}#${field}`,
    about: refOf(of),
    severity: "warning",
    problem: { kind: "refNotFound", message, remedy, place: { field } },
  };
}
