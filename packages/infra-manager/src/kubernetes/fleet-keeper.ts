import type { FleetState, Infra, Outcome, Problem } from "@sluice/ir";
import { asObject } from "../desired/json.ts";
import { fleetObjects } from "../desired/kubernetes/fleet-objects.ts";
import type { KubeKind, KubeObject } from "../desired/kubernetes/object.ts";
import type { KubernetesPlace } from "../desired/kubernetes/place.ts";
import { toFleetState } from "./fleet-state.ts";
import { ObjectWriter, type WriterWorld } from "./object-writer.ts";
import { ownerUidOf, readOwner } from "./owner.ts";
import { planFleet } from "./plan-fleet.ts";

/** What keepers of fleets share. */
export interface KeeperWorld extends WriterWorld {
  /** Without what is looked up per fleet. */
  place(): KubernetesPlace;
  /** Whether this process is to write, though it may not at every moment: a lease has to be renewed now and then. */
  leads(): boolean;
  /** What all fleets lack. */
  obstacle(): Problem | undefined;
  /** Why a kind is not known; "pending": it soon will be. */
  unknown(kind: KubeKind): "pending" | Problem | undefined;
  publish(state: FleetState): void;
  /** Runs a piece of work when it is its turn. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** A keeper rests. */
  rests(keeper: FleetKeeper): void;
}

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
const closeMs = 5_000;

/** Keeps one fleet's objects as its Infra says. */
export class FleetKeeper {
  readonly key: string;
  readonly #world: KeeperWorld;
  #infra: Infra | undefined;
  #made: Made | undefined;
  #names: { readonly workload: string; readonly service: string } | undefined;
  #problem: Problem | undefined;
  #ownerInDoubt = false;
  readonly #writer: ObjectWriter;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(world: KeeperWorld, key: string) {
    this.#world = world;
    this.key = key;
    this.#writer = new ObjectWriter(world, key);
  }

  /** Takes up what must be; undefined: nothing. */
  want(infra: Infra | undefined): void {
    this.#infra = infra;
    this.#failures = 0;
    if (infra === undefined) this.#problem = undefined;
    this.#name();
    this.look();
  }

  /** An object is gone, maybe because its owner is. */
  doubtOwner(): void {
    this.#ownerInDoubt = true;
  }

  /** Nothing is there, and nothing must be. */
  get isOver(): boolean {
    return this.#infra === undefined && this.#running === undefined && this.#world.view.ofFleet(this.key).length === 0;
  }

  /** Something may have changed. */
  look(): void {
    if (this.#closed) return;
    this.#publish();
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#world
      .inTurn(() => this.#reconcile())
      .finally(() => {
        this.#running = undefined;
        this.#publish();
        if (!this.#again) return this.#world.rests(this);
        this.#again = false;
        this.look();
      });
  }

  /** Ends; what is being written is written, unless the API server is silent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    let patience: NodeJS.Timeout | undefined;
    const impatient = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, closeMs);
    });
    await Promise.race([this.#running, impatient]);
    clearTimeout(patience);
  }

  #name(): void {
    const infra = this.#infra;
    this.#names = undefined;
    if (infra === undefined || infra.listeners.length === 0) return;
    const objects = this.#make(infra, ownerUidOf(this.#world.view.ofFleet(this.key), infra));
    if (!objects.ok) return;
    const nameOf = (...kinds: readonly KubeKind[]): string =>
      objects.value.find(({ kind }) => kinds.includes(kind))?.metadata.name ?? "";
    this.#names = { workload: nameOf("Deployment", "DaemonSet"), service: nameOf("Service") };
  }

  /** The objects of an Infra; the same ones as long as nothing changes that they depend on. */
  #make(infra: Infra, ownerUid: string | undefined): Outcome<readonly KubeObject[]> {
    const place = this.#world.place();
    const { authority } = place;
    const made = this.#made;
    if (made?.infra === infra && made.ownerUid === ownerUid && made.authority === authority) return made.outcome;
    const outcome = fleetObjects(infra, { ...place, ...(ownerUid !== undefined && { ownerUid }) });
    this.#made = { infra, ownerUid, authority, outcome };
    return outcome;
  }

  #publish(): void {
    const infra = this.#infra;
    if (infra === undefined || this.#closed) return;
    const { view } = this.#world;
    const facts = { infra, found: view.ofFleet(this.key), nodes: view.list("Node") };
    this.#world.publish(toFleetState({ ...facts, wanted: this.#names, problem: this.#problem }));
  }

  async #reconcile(): Promise<void> {
    if (!this.#isAllowed()) return;
    const desired = await this.#desired();
    if (desired === undefined) return;
    const { view } = this.#world;
    const plan = planFleet({ fleet: this.key, desired, found: view.ofFleet(this.key), now: Date.now() });
    const problems: Problem[] = [...plan.problems];
    let passing = false;
    for (const action of plan.actions) {
      const overruled = this.#writer.overruled(action);
      if (overruled !== undefined) {
        problems.push(overruled);
        continue;
      }
      if (!this.#isAllowed()) return;
      const failure = await this.#writer
        .take(action)
        .catch((error: Error) => ({ problem: toProblem(error), passing: true }));
      if (failure === undefined) continue;
      if (!this.#isAllowed()) return;
      problems.push(failure.problem);
      passing ||= failure.passing;
    }
    this.#tell(problems[0]);
    if (problems.length === 0) this.#failures = 0;
    const waits = [plan.againInMs, problems.length === 0 ? undefined : this.#pause(passing)];
    const waitMs = Math.min(...waits.filter((one) => one !== undefined));
    if (Number.isFinite(waitMs)) this.#later(waitMs);
  }

  #isAllowed(): boolean {
    if (this.#closed) return false;
    if (this.#world.mayWrite()) return true;
    if (this.#world.leads()) this.#later(firstWaitMs);
    return false;
  }

  #pause(passing: boolean): number {
    const pause = passing ? Math.min(firstWaitMs * 2 ** this.#failures, longestWaitMs) : longestWaitMs;
    this.#failures += 1;
    return pause * (0.75 + Math.random() / 2);
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), ms).unref();
  }

  /** The objects that must be; undefined: nothing can or need be done now. */
  async #desired(): Promise<readonly KubeObject[] | undefined> {
    const infra = this.#infra;
    if (infra === undefined) return [];
    // Without a listener nothing needs to run; but what runs need not end for an edit half done.
    if (infra.listeners.length === 0) return undefined;
    const obstacle = this.#world.obstacle();
    if (obstacle !== undefined) {
      this.#tell(obstacle);
      return undefined;
    }
    const owner = await this.#ownerUid(infra);
    if ("message" in owner) {
      this.#tell(owner);
      this.#later(this.#pause(true));
      return undefined;
    }
    const made = this.#make(infra, owner.uid);
    if (!made.ok) {
      this.#tell(made.problem);
      return undefined;
    }
    const problems = made.value.map(({ kind }) => this.#world.unknown(kind)).filter((one) => one !== undefined);
    if (problems.includes("pending")) return undefined;
    const [first] = problems;
    if (first !== undefined && first !== "pending") {
      this.#tell(first);
      this.#later(longestWaitMs);
      return undefined;
    }
    return made.value;
  }

  async #ownerUid(infra: Infra): Promise<{ readonly uid: string } | Problem> {
    const known = this.#ownerInDoubt ? undefined : ownerUidOf(this.#world.view.ofFleet(this.key), infra);
    if (known !== undefined) return { uid: known };
    const name = infra.owner.namespace === "" ? infra.owner.name : `${infra.owner.namespace}/${infra.owner.name}`;
    try {
      const { status, body } = await readOwner(this.#world.api, infra.owner);
      const { uid } = asObject(body.metadata);
      if (status === 200 && typeof uid === "string") {
        this.#ownerInDoubt = false;
        return { uid };
      }
      const message = `${infra.owner.kind} ${name}, which owns the proxies, cannot be read: ${String(body.message ?? status)}`;
      return { kind: "infrastructure", message };
    } catch (error) {
      return toProblem(error as Error);
    }
  }

  /** Tells a problem once. */
  #tell(problem: Problem | undefined): void {
    if (this.#infra === undefined) return;
    const news = problem !== undefined && problem.message !== this.#problem?.message;
    this.#problem = problem;
    if (news) this.#world.emit({ kind: "problem", key: this.key, problem });
  }
}

interface Made {
  readonly infra: Infra;
  readonly ownerUid: string | undefined;
  readonly authority: string | undefined;
  readonly outcome: Outcome<readonly KubeObject[]>;
}

function toProblem({ message }: Error): Problem {
  return { kind: "infrastructure", message: `The API server did not answer: ${message}` };
}
