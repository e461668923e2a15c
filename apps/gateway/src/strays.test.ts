import { createGraph } from "@sluice/collections";
import { createResourceStore, parseResources } from "@sluice/resources";
import { expect, it } from "vitest";
import { deriveStrays } from "./strays.ts";

const gatewayClass = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: ours}
spec: {controllerName: example.com/us}
`;
const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec: {gatewayClassName: ours, listeners: [{name: http, protocol: HTTP, port: 80}]}
`;
const route = (parents: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec: {parentRefs: ${parents}}
`;

function strays(...texts: string[]): string[] {
  const graph = createGraph();
  const store = createResourceStore(graph);
  const found = deriveStrays(store.resources, graph, "example.com/us");
  store.apply({ kind: "changed", upserts: parseResources(texts.join("---\n")).objects, deletes: [] });
  store.apply({ kind: "synced" });
  graph.flush();
  return found.list().map(({ about, problem }) => `${about.kind} ${problem.place?.field}: ${problem.message}`);
}

it.each<[title: string, texts: string[], found: string[]]>([
  ["nothing where all is connected", [gatewayClass, gateway, route("[{name: web}]")], []],
  [
    "a class of another controller",
    [gatewayClass.replace("com/us", "com/them"), gateway],
    [
      "GatewayClass spec.controllerName: The class belongs to the controller example.com/them; its Gateways are not served here.",
    ],
  ],
  [
    "a Gateway without its class",
    [gateway],
    ["Gateway spec.gatewayClassName: GatewayClass ours does not exist, so that nobody serves the Gateway."],
  ],
  [
    "a route without its Gateway",
    [gatewayClass, gateway, route("[{name: web}, {name: other, namespace: elsewhere}]")],
    ["HTTPRoute spec.parentRefs[1]: Gateway elsewhere/other does not exist."],
  ],
  [
    "a route without its ListenerSet",
    [gatewayClass, gateway, route("[{kind: ListenerSet, name: set}]")],
    ["HTTPRoute spec.parentRefs[0]: ListenerSet default/set does not exist."],
  ],
  [
    "a route without a parent",
    [route("[]")],
    ["HTTPRoute spec.parentRefs: The route names no Gateway, so that it takes no requests."],
  ],
  ["no parent that is a Service", [route('[{group: "", kind: Service, name: s}]')], []],
])("finds %s", (_, texts, found) => {
  expect(strays(...texts)).toEqual(found);
});
