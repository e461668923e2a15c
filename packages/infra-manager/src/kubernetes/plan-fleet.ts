import { fail, type Outcome, ok, type Problem } from "@sluice/ir";
import { asObject, type Json, type JsonObject } from "../desired/json.ts";
import { fleetOf } from "../desired/kubernetes/names.ts";
import type { KubeKind, KubeObject } from "../desired/kubernetes/object.ts";
import type { Seen, SeenKind } from "./cluster-view.ts";
import { fleetKinds } from "./kinds.ts";
import type { LiveObject } from "./live-object.ts";
import { firstDifference, isOursAlone } from "./ownership.ts";

/** One step that brings a fleet's objects nearer to what must be. */
export type FleetAction =
  /** `because`: the field that differs; undefined when the object is not there. */
  | { readonly kind: "apply"; readonly object: KubeObject; readonly because: string | undefined }
  | { readonly kind: "delete"; readonly of: KubeKind; readonly object: LiveObject };

/** What is to be done now, what cannot be done, and when something more is due. */
export interface FleetPlan {
  readonly actions: readonly FleetAction[];
  readonly problems: readonly Problem[];
  /** Milliseconds until the plan has to be made anew, though nothing may change until then. */
  readonly againInMs?: number;
}

/** What a plan is made from. */
export interface FleetSituation {
  readonly fleet: string;
  readonly desired: readonly KubeObject[];
  /** What bears the fleet's labels. */
  readonly found: readonly Seen[];
  readonly now: number;
}

/** How long what is replaced by something of another name serves on while that does not. */
const patienceMs = 120_000;

/** The steps from what there is to what must be, in the order in which they are to be taken. */
export function planFleet({ fleet, desired, found, now }: FleetSituation): FleetPlan {
  const actions: FleetAction[] = [];
  const problems: Problem[] = [];
  const waits: number[] = [];
  const byName = new Map(found.map(({ kind, object }) => [`${kind} ${object.metadata.name}`, object]));
  const liveOf = ({ kind, metadata }: KubeObject): LiveObject | undefined => byName.get(`${kind} ${metadata.name}`);
  for (const wanted of desired) {
    const live = liveOf(wanted);
    const fitted = live === undefined ? ok(wanted) : fit(wanted, live, found);
    if (!fitted.ok) {
      problems.push(fitted.problem);
      continue;
    }
    const object = fitted.value;
    const because = live === undefined ? undefined : differenceOf(object, live);
    if (live === undefined || because !== undefined) actions.push({ kind: "apply", object, because });
  }
  for (const { kind, object } of found) {
    if (!isFleetKind(kind) || fleetOf(object.metadata.labels) !== fleet) continue;
    if (object.metadata.deletionTimestamp !== undefined) continue;
    if (desired.some((wanted) => wanted.kind === kind && wanted.metadata.name === object.metadata.name)) continue;
    const heir = desired.find((wanted) => roleOf(wanted.kind) === roleOf(kind));
    const waitMs = heir === undefined ? 0 : untilHeirServes(liveOf(heir), now);
    if (waitMs > 0) waits.push(waitMs);
    else actions.push({ kind: "delete", of: kind, object });
  }
  return { actions, problems, ...(waits.length > 0 && { againInMs: Math.min(...waits) }) };
}

/** Most looks find what the last one found. */
const checked = new WeakMap<LiveObject, KubeObject>();

function differenceOf(wanted: KubeObject, live: LiveObject): string | undefined {
  if (checked.get(live) === wanted) return undefined;
  const difference = firstDifference(wanted, live);
  if (difference === undefined) checked.set(live, wanted);
  return difference;
}

function isFleetKind(kind: SeenKind): kind is KubeKind {
  return kind in fleetKinds;
}

/** A Deployment may take the place of a DaemonSet. */
function roleOf(kind: KubeKind): string {
  return kind === "DaemonSet" ? "Deployment" : kind;
}

/** How long a predecessor stays: until its heir serves, but not forever; what serves nobody is replaced at once. */
function untilHeirServes(heir: LiveObject | undefined, now: number): number {
  if (heir === undefined) return patienceMs;
  const { status = {}, spec = {} } = heir;
  const serves =
    "template" in spec
      ? Number(status.availableReplicas ?? status.numberAvailable ?? 0) > 0
      : spec.type !== "LoadBalancer" || asObject(status.loadBalancer).ingress !== undefined;
  if (serves) return 0;
  return Math.max(0, Date.parse(heir.metadata.creationTimestamp ?? "") + patienceMs - now);
}

/** The object as it can be written over the one that is there. */
function fit(wanted: KubeObject, live: LiveObject, found: readonly Seen[]): Outcome<KubeObject> {
  switch (wanted.kind) {
    case "Deployment":
      return withSelector(withReplicas(wanted, live, found), live);
    case "DaemonSet":
      return withSelector(wanted, live);
    default:
      return ok(wanted);
  }
}

/** A selector cannot change; an older one serves as well, as long as it finds the pods. */
function withSelector(wanted: KubeObject, live: LiveObject): Outcome<KubeObject> {
  const spec = asObject(wanted.spec as Json);
  const { selector } = live.spec ?? {};
  const labels = asObject(asObject(selector).matchLabels);
  const podLabels = asObject(asObject(asObject(spec.template).metadata).labels);
  const same = JSON.stringify(sorted(labels)) === JSON.stringify(sorted(asObject(asObject(spec.selector).matchLabels)));
  if (same || selector === undefined) return ok(wanted);
  const lost = Object.entries(labels).find(([label, value]) => podLabels[label] !== value);
  if (lost === undefined && asObject(selector).matchExpressions === undefined)
    return ok({ ...wanted, spec: { ...spec, selector } });
  const { kind, metadata } = wanted;
  const object = `${kind} ${metadata.namespace}/${metadata.name}`;
  const why =
    lost === undefined ? "has expressions" : `asks for the label ${lost[0]}=${String(lost[1])}, which pods would lose`;
  return fail({
    kind: "infrastructure",
    message: `${object} cannot be changed: its spec.selector ${why}, and a selector is immutable.`,
    remedy: `Give the pods that label, or delete ${object}; it is made anew.`,
  });
}

function sorted(labels: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Until the autoscaler has said how many there must be, the number stays: to give it up would mean one replica. */
function withReplicas(wanted: KubeObject, live: LiveObject, found: readonly Seen[]): KubeObject {
  const spec = asObject(wanted.spec as Json);
  const replicas = live.spec?.replicas;
  if (spec.replicas !== undefined || replicas === undefined || replicas === 1) return wanted;
  if (!isOursAlone(live, ["spec", "replicas"])) return wanted;
  const scaled = found.some(({ kind }) => kind === "HorizontalPodAutoscaler");
  return scaled ? { ...wanted, spec: { ...spec, replicas } } : wanted;
}
