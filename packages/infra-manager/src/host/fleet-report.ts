import type { FleetState, Problem } from "@sluice/ir";
import type { FleetWorld } from "./fleet-world.ts";
import type { Readiness } from "./readiness.ts";

/** What a fleet tells the world: its state when that changes, and each problem once. */
export class FleetReport {
  #world: FleetWorld;
  readonly #key: string;
  #readiness: Readiness = { kind: "notReady", message: "Envoy starts" };
  #addresses: readonly string[] = [];
  #running = 0;
  #published = "";
  #lastProblem: string | undefined;
  #closed = false;

  constructor(world: FleetWorld, key: string) {
    this.#world = world;
    this.#key = key;
  }

  /** Tells another world from now on, and first how things are. */
  move(world: FleetWorld): void {
    this.#world = world;
    this.#published = "";
    this.#publish();
  }

  /** The addresses that the user asked for. */
  set addresses(values: readonly string[]) {
    this.#addresses = values;
    this.#publish();
  }

  set running(count: number) {
    this.#running = count;
    this.#publish();
  }

  set readiness(readiness: Readiness) {
    this.#readiness = readiness;
    if (readiness.kind === "ready") this.#lastProblem = undefined;
    this.#publish();
  }

  /** Not ready, for a reason that a user should see by itself, too. */
  fail(problem: Problem): void {
    this.problem(problem);
    this.readiness = { kind: "notReady", message: problem.message };
  }

  /** Once per mistake, not once per attempt. */
  problem(problem: Problem): void {
    if (problem.message === this.#lastProblem) return;
    this.#lastProblem = problem.message;
    this.#world.emit({ kind: "problem", key: this.#key, problem });
  }

  /** What comes now is the end; no state tells of it. */
  close(): void {
    this.#closed = true;
  }

  #publish(): void {
    if (this.#closed) return;
    const state: FleetState = {
      key: this.#key,
      ready: this.#readiness.kind === "ready",
      addresses: this.#addresses.length === 0 ? this.#world.addresses() : this.#addresses.map(toAddress),
      ...(this.#readiness.kind === "notReady" && { message: this.#readiness.message }),
      running: this.#running,
      wanted: 1,
    };
    const text = JSON.stringify(state);
    if (text === this.#published) return;
    this.#published = text;
    this.#world.publish(state);
  }
}

function toAddress(value: string): FleetState["addresses"][number] {
  const type = value.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(value) ? "IPAddress" : "Hostname";
  return { type, value };
}
