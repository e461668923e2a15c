import type { ObjectRef } from "@sluice/ir";
import type { ParentReference } from "@sluice/resources";
import { hostsOn } from "../gateways/hostname.ts";
import { toLabelTest } from "../gateways/selector.ts";
import { gatewayGroup } from "../ref.ts";
import type { RouteFault } from "../status/conditions.ts";
import type { AttachPoint, Parent } from "./parent.ts";

/** A reference of a route to one of our Gateways or ListenerSets, looked up. */
export interface Attachment {
  readonly parentRef: ParentReference;
  /** Index of the reference in the route. */
  readonly index: number;
  readonly parent: Parent;
  /** Listeners that let the route attach. */
  readonly listeners: readonly AttachPoint[];
  /** Why there are none. */
  readonly fault?: RouteFault;
}

/** What attaching looks at. */
export interface AttachScope {
  parent(key: string): Parent | undefined;
  /** Labels of a namespace; undefined when it does not exist. */
  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined;
}

/** Which of a route's parents are ours, and which of their listeners take it. */
export function attach(
  route: ObjectRef,
  parentRefs: readonly ParentReference[],
  scope: AttachScope,
): readonly Attachment[] {
  return parentRefs.flatMap((parentRef, index): Attachment[] => {
    const key = parentKey(parentRef, route.namespace);
    const parent = key === undefined ? undefined : scope.parent(key);
    if (parent === undefined) return [];
    const base = { parentRef, index, parent };
    const field = `spec.parentRefs[${index}]`;
    const named = parent.listeners.filter(
      ({ sectionName, port }) =>
        (parentRef.sectionName === undefined || parentRef.sectionName === sectionName) &&
        (parentRef.port === undefined || parentRef.port === port),
    );
    if (named.length === 0) {
      const message = `${parent.key} has no listener ${described(parentRef)}`;
      return [{ ...base, listeners: [], fault: { kind: "noMatchingParent", field, message } }];
    }
    const listeners = named.filter(
      (listener) => takesKind(listener, route.kind) && takesNamespace(listener, route, scope),
    );
    if (listeners.length === 0) return [{ ...base, listeners, fault: refusal(named, route, field) }];
    return [{ ...base, listeners }];
  });
}

/** The key of the parent that a reference names; undefined when it is of a kind that routes cannot attach to. */
export function parentKey(ref: ParentReference, routeNamespace: string): string | undefined {
  const kind = ref.kind ?? "Gateway";
  const known = (ref.group ?? gatewayGroup) === gatewayGroup && (kind === "Gateway" || kind === "ListenerSet");
  return known ? `${kind}/${ref.namespace ?? routeNamespace}/${ref.name}` : undefined;
}

/** The hosts that a route gets on a listener; all hosts for kinds of routes without host names. */
export function hostsFor(listener: AttachPoint, hostnames: readonly string[] | undefined): readonly string[] {
  return hostnames === undefined ? ["*"] : hostsOn(listener, hostnames);
}

function takesKind({ kinds }: AttachPoint, routeKind: string): boolean {
  return kinds.some(({ group, kind }) => kind === routeKind && (group ?? gatewayGroup) === gatewayGroup);
}

function takesNamespace(listener: AttachPoint, route: ObjectRef, scope: AttachScope): boolean {
  const labels = scope.namespaceLabels(route.namespace);
  if (labels === undefined) return false;
  const { from, selector } = listener.namespaces ?? {};
  switch (from) {
    case "All":
      return true;
    case "Selector": {
      const test = selector === undefined ? undefined : toLabelTest(selector);
      return test?.ok === true && test.value(labels);
    }
    default:
      return listener.namespace === route.namespace;
  }
}

function refusal(named: readonly AttachPoint[], route: ObjectRef, field: string): RouteFault {
  const listeners = named.map(({ name }) => name).join(", ");
  const byKind = named.every((listener) => !takesKind(listener, route.kind));
  const message = byKind
    ? `no listener of ${listeners} takes routes of kind ${route.kind}`
    : `no listener of ${listeners} takes routes from namespace ${route.namespace}`;
  const remedy = byKind
    ? "Use a listener of another protocol, or extend its allowedRoutes.kinds."
    : "Extend the listener's allowedRoutes.namespaces, or create the Namespace.";
  return { kind: "notAllowedByListeners", field, message, remedy };
}

function described({ sectionName, port }: ParentReference): string {
  if (sectionName === undefined) return port === undefined ? "at all" : `on port ${port}`;
  return port === undefined ? `named ${sectionName}` : `named ${sectionName} on port ${port}`;
}
