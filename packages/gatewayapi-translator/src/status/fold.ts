import type { Collection, Graph } from "@sluice/collections";
import type { FleetState, Report } from "@sluice/ir";
import { keyOf } from "../ref.ts";
import { type Condition, condition } from "./condition.ts";
import { good, listenersNotValid } from "./conditions.ts";
import type { ObjectStatus } from "./object-status.ts";

/** What is joined to a whole status. */
export interface StatusParts {
  /** What resources tell: `GatewayApiTranslation.statuses`. */
  readonly statuses: Collection<ObjectStatus>;
  /** What is true of the proxies; a fleet without a state is still being made. */
  readonly fleetStates: Collection<FleetState>;
  /** Problems that later stages found: resources that break Envoy's rules, or that a proxy refused. */
  readonly reports: Collection<Report>;
}

/** The most addresses that a Gateway's status may list. */
const mostAddresses = 16;

/** Statuses as they are to be written: with what proxies tell about Gateways, and what they refused. */
export function foldStatus(graph: Graph, { statuses, fleetStates, reports }: StatusParts): Collection<ObjectStatus> {
  const refusals = graph.index(reports, "refusals", ({ problem, about }) =>
    problem.kind === "rejectedByProxy" || problem.kind === "invalidXds" ? [keyOf(about)] : [],
  );
  return graph.derive({
    name: "gatewayapi/folded-statuses",
    from: statuses,
    to: (status, read) => {
      const refused = read.by(refusals, status.key);
      const withRefusals = refused.length === 0 ? status : refuse(status, refused);
      if (status.fleet === undefined) return withRefusals;
      return foldGateway(withRefusals, read.get(fleetStates, status.fleet.key));
    },
  });
}

interface GatewayContent {
  readonly conditions?: readonly Condition[];
  readonly listeners?: readonly ListenerContent[];
}

interface ListenerContent {
  readonly name: string;
  readonly conditions: readonly Condition[];
}

/** `Accepted` sums up the listeners, `Programmed` and the addresses come from the fleet. */
function foldGateway(status: ObjectStatus, state: FleetState | undefined): ObjectStatus {
  const { conditions = [], listeners = [] } = status.status as GatewayContent;
  const accepted = conditions.some(({ type }) => type === "Accepted") ? [] : [acceptance(listeners, status.generation)];
  const addresses = (state?.addresses ?? []).slice(0, mostAddresses);
  return {
    ...status,
    status: {
      ...status.status,
      ...(addresses.length === 0 ? {} : { addresses }),
      conditions: [...accepted, programmed(status, state), ...conditions],
    },
  };
}

function acceptance(listeners: readonly ListenerContent[], generation: number | undefined): Condition {
  const refused = listeners.filter(
    ({ conditions }) => !conditions.some(({ type, status }) => type === "Accepted" && status === "True"),
  );
  if (refused.length === 0) return condition({ ...good.accepted, message: "The Gateway is served." }, generation);
  const names = refused.map(({ name }) => name).join(", ");
  const status = refused.length < listeners.length ? "True" : "False";
  return condition(
    { type: "Accepted", status, reason: listenersNotValid, message: `Listeners with mistakes: ${names}.` },
    generation,
  );
}

function programmed({ fleet, generation }: ObjectStatus, state: FleetState | undefined): Condition {
  const no = (reason: string, message: string): Condition =>
    condition({ type: "Programmed", status: "False", reason, message }, generation);
  const unusable = fleet?.unusableAddresses ?? [];
  if (unusable.length > 0) return no("AddressNotUsable", `Addresses that cannot be given: ${unusable.join(", ")}.`);
  if (state === undefined) return no("Pending", "The proxies are being made.");
  if (state.addresses.length === 0)
    return no("AddressNotAssigned", state.message ?? "The proxies have no address yet.");
  const count = `${state.running} of ${state.wanted} proxies run`;
  if (!state.ready) return no("NoResources", state.message ?? `${count}.`);
  const all = state.addresses.length;
  const listed = all > mostAddresses ? ` The status lists ${mostAddresses} of ${all} addresses.` : "";
  return condition({ ...good.programmed, message: `${count}.${listed}` }, generation);
}

/** What proxies refused is not in force, whatever else is true of the object. */
function refuse(status: ObjectStatus, reports: readonly Report[]): ObjectStatus {
  const content = status.status as GatewayContent;
  const about = (section: string | undefined): string | undefined => {
    const some = reports.filter(
      (one) => section === undefined || one.about.sectionName === undefined || one.about.sectionName === section,
    );
    return some.length === 0 ? undefined : [...new Set(some.map(({ problem }) => problem.message))].sort().join("\n");
  };
  const stamp = (conditions: readonly Condition[], message: string): readonly Condition[] => [
    ...conditions.filter(({ type }) => type !== "Programmed"),
    condition({ type: "Programmed", status: "False", reason: "Invalid", message }, status.generation),
  ];
  if (content.listeners !== undefined) {
    const listeners = content.listeners.map((listener) => {
      const message = about(listener.name);
      return message === undefined ? listener : { ...listener, conditions: stamp(listener.conditions, message) };
    });
    return { ...status, status: { ...status.status, listeners } };
  }
  const { parents, ancestors, conditions } = status.status as {
    readonly parents?: readonly { readonly conditions: readonly Condition[] }[];
    readonly ancestors?: readonly { readonly conditions: readonly Condition[] }[];
    readonly conditions?: readonly Condition[];
  };
  const message = about(undefined)!;
  const each = <T extends { readonly conditions: readonly Condition[] }>(of: readonly T[]): readonly T[] =>
    of.map((one) => ({ ...one, conditions: stamp(one.conditions, message) }));
  return {
    ...status,
    status: {
      ...status.status,
      ...(parents === undefined ? {} : { parents: each(parents) }),
      ...(ancestors === undefined ? {} : { ancestors: each(ancestors) }),
      ...(parents === undefined && ancestors === undefined ? { conditions: stamp(conditions ?? [], message) } : {}),
    },
  };
}
