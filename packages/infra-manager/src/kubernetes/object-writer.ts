import type { Problem } from "@sluice/ir";
import { fleetOf } from "../desired/kubernetes/names.ts";
import type { KubeObject } from "../desired/kubernetes/object.ts";
import type { InfraEvent } from "../events.ts";
import type { ApiAnswer, KubernetesApi } from "./api.ts";
import type { ClusterView } from "./cluster-view.ts";
import { explainFailure, isPassing } from "./explain-failure.ts";
import { toLiveObject } from "./live-object.ts";
import { firstDifference } from "./ownership.ts";
import type { FleetAction } from "./plan-fleet.ts";
import { applyObject, deleteObject, readObject } from "./write.ts";

/** What a writer writes to, and tells. */
export interface WriterWorld {
  readonly api: KubernetesApi;
  readonly view: ClusterView;
  mayWrite(): boolean;
  emit(event: InfraEvent): void;
}

/** Why an action failed; what is passing may succeed soon. */
export interface Failure {
  readonly problem: Problem;
  readonly passing: boolean;
}

/** Writes and deletes the objects of one fleet. */
export class ObjectWriter {
  readonly #key: string;
  readonly #world: WriterWorld;
  /** Objects that somebody changes while they are written, such as a webhook; to write them again would change nothing. */
  readonly #overruled = new Map<string, string>();

  constructor(world: WriterWorld, key: string) {
    this.#world = world;
    this.#key = key;
  }

  /** Does what a plan says; gives what stood in the way. */
  async take(action: FleetAction): Promise<Failure | undefined> {
    const { view } = this.#world;
    if (action.kind === "delete") {
      const answer = await deleteObject(this.#world, action.of, action.object);
      if (answer.status < 300) this.#written(`${action.of} ${nameIn(action.object)}`, "deleted");
      // Gone, or somebody else's by now.
      else if (answer.status !== 404 && answer.status !== 409)
        return failureOf({ object: { kind: action.of, metadata: action.object.metadata }, verb: "deleted" }, answer);
      return undefined;
    }
    const { object } = action;
    if (action.because === undefined) {
      const found = await this.#isFree(object);
      if (found !== "free") return found;
    }
    const answer = await applyObject(this.#world, object);
    if (answer.status >= 300) return failureOf({ object, verb: "written" }, answer);
    const live = toLiveObject(answer.body);
    const rest = firstDifference(object, live);
    if (rest !== undefined) this.#overruled.set(objectKey(object), overruling(object, rest));
    view.set(object.kind, live);
    this.#written(`${object.kind} ${nameIn(object)}`, answer.status === 201 ? "created" : "changed");
    return undefined;
  }

  /** Says who stands in the way of an action that was taken before, to no effect. */
  overruled(action: FleetAction): Problem | undefined {
    if (action.kind === "delete" || action.because === undefined) return undefined;
    const { object, because } = action;
    const known = this.#overruled.get(objectKey(object));
    if (known !== overruling(object, because)) return undefined;
    const message = `${object.kind} ${nameIn(object)}: somebody changes ${because.replace(/^\./, "")} whenever it is written.`;
    return { kind: "infrastructure", message, remedy: "Look for an admission webhook that changes it." };
  }

  /** Whether a name can be taken: an object of somebody else must not be overwritten, nor deleted later. */
  async #isFree(object: KubeObject): Promise<"free" | Failure | undefined> {
    const { api, view } = this.#world;
    const answer = await readObject(api, object);
    if (answer.status === 404) return "free";
    if (answer.status !== 200) return failureOf({ object, verb: "written" }, answer);
    const live = toLiveObject(answer.body);
    if (fleetOf(live.metadata.labels) === this.#key) {
      view.set(object.kind, live);
      return "free";
    }
    // A ServiceAccount that the user made, with the user's annotations, is used as it is.
    if (object.kind === "ServiceAccount") return undefined;
    const message = `${object.kind} ${nameIn(object)} exists and belongs to somebody else`;
    const remedy = "Delete it, or give the proxies' objects another name in EnvoyProxy.spec.provider.kubernetes.";
    return { problem: { kind: "infrastructure", message: `${message}.`, remedy }, passing: false };
  }

  #written(object: string, change: "created" | "changed" | "deleted"): void {
    this.#world.emit({ kind: "written", key: this.#key, object, change });
  }
}

function failureOf(attempt: Parameters<typeof explainFailure>[0], answer: ApiAnswer): Failure {
  return { problem: explainFailure(attempt, answer), passing: isPassing(answer) };
}

function objectKey({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

function overruling(object: KubeObject, field: string): string {
  return `${field} ${JSON.stringify(object)}`;
}

function nameIn({
  metadata: { namespace, name },
}: {
  readonly metadata: { readonly namespace: string; readonly name: string };
}): string {
  return `${namespace}/${name}`;
}
