import { asBug, GraphBug } from "./bug.ts";
import type { Change, Derivation, Keyed } from "./collection.ts";
import { type Follower, Node } from "./node.ts";
import type { Reader } from "./readers.ts";
import { same } from "./same.ts";
import { forget, type Reads, Tracker } from "./track.ts";

const nothing: readonly never[] = [];

/** One input key: what it put out, and what it read. */
class Run implements Reader {
  readonly key: string;
  readonly node: { ask(run: Run): void };
  /** The output keys it owns; bare when there is one. */
  owns: string | readonly string[] = nothing;
  reads: Reads = nothing;
  marked = false;

  constructor(node: { ask(run: Run): void }, key: string) {
    this.node = node;
    this.key = key;
  }

  mark(): void {
    if (this.marked) return;
    this.marked = true;
    this.node.ask(this);
  }
}

/** A run whose output keys wait for other runs to give them up. */
interface Claim<O> {
  readonly run: Run;
  readonly outputs: readonly O[];
}

/** A collection computed from another one, value by value. */
export class DeriveNode<I extends Keyed, O extends Keyed> extends Node<O> implements Follower<I> {
  readonly kind = "derive";
  readonly #from: Node<I>;
  readonly #to: Derivation<I, O>["to"];
  readonly #tracker: Tracker;
  /** There would be one per value of the input: of a run that read nothing only the key that it owns is kept, if there is one. */
  readonly #runs = new Map<string, Run | string>();
  #asked: Run[] = [];
  /** Runs that wanted a key with another owner; tried again whenever this node runs. */
  readonly #refused: Set<Run> = new Set();
  /** Keys given up in the run under way. Their values go at its end, unless another run takes the key over. */
  readonly #free: Set<string> = new Set();

  constructor(from: Node<I>, settings: { name: string; order: number; to: Derivation<I, O>["to"] }) {
    super(from.engine, settings.name, settings.order);
    this.#from = from;
    this.#to = settings.to;
    this.#tracker = new Tracker(this);
    from.follow(this);
  }

  ask(run: Run): void {
    this.#asked.push(run);
    this.dirty = true;
  }

  receive(changes: readonly Change<I>[]): void {
    for (let i = 0; i < changes.length; i++) this.#runOf(changes[i]!.key).mark();
  }

  run(): void {
    if (!this.synced) {
      this.synced = true;
      for (const key of this.#from.values.keys()) this.#runOf(key).mark();
    }
    for (const run of this.#refused) run.mark();
    const asked = this.#asked;
    this.#asked = [];
    // The marks of this very run are served by it.
    this.dirty = false;
    const claims: Claim<O>[] = [];
    for (let i = 0; i < asked.length; i++) this.#rerun(asked[i]!, claims);
    if (claims.length > 0) this.#settle(claims);
    for (const key of this.#free) this.drop(key, this.values.get(key)!);
    this.#free.clear();
    for (let i = 0; i < asked.length; i++) this.#rest(asked[i]!);
  }

  override reads(): Iterable<Node<Keyed>> {
    return new Set<Node<Keyed>>([this.#from, ...this.#tracker.seen]);
  }

  #runOf(key: string): Run {
    const known = this.#runs.get(key);
    if (known instanceof Run) return known;
    const run = new Run(this, key);
    if (known !== undefined) run.owns = known;
    this.#runs.set(key, run);
    return run;
  }

  /** Lets go of a run that nothing refers to: it read nothing, and waits for nothing. */
  #rest(run: Run): void {
    if (run.marked || run.reads.length > 0 || this.#refused.has(run)) return;
    if (run.owns === nothing) this.#runs.delete(run.key);
    else if (typeof run.owns === "string") this.#runs.set(run.key, run.owns);
  }

  #rerun(run: Run, claims: Claim<O>[]): void {
    run.marked = false;
    const input = this.#from.values.get(run.key);
    if (input === undefined) {
      this.#runs.delete(run.key);
      forget(run.reads, run);
      run.reads = nothing;
      this.#take(run, nothing);
      return;
    }
    this.runs++;
    let output: O | readonly O[] | undefined;
    this.#tracker.begin(run.reads);
    try {
      output = this.#to(input, this.#tracker);
      check(output);
    } catch (cause) {
      // The last good output stays; a change of anything read so far tries again.
      this.engine.report(asBug(cause, this.name, run.key));
      return;
    } finally {
      run.reads = this.#tracker.end(run);
    }
    if (output !== undefined && !isList(output) && run.owns === output.key) {
      if (this.#refused.size > 0) this.#refused.delete(run);
      this.#update(output);
    } else this.#accept(run, output === undefined ? nothing : isList(output) ? output : [output], claims);
  }

  /** Takes outputs whose keys are free or the run's own; others wait until all runs are done. */
  #accept(run: Run, outputs: readonly O[], claims: Claim<O>[]): void {
    const owned = membership(run.owns);
    for (const { key } of outputs) {
      if (this.#isTaken(key) && !owned(key)) {
        claims.push({ run, outputs });
        return;
      }
    }
    this.#take(run, outputs);
  }

  /**
   * Lets keys move between runs in one flush, also in chains and circles.
   *
   * A claim holds when its keys are given up by other holding claims. Refusing one may make others fail: repeat.
   */
  #settle(claims: readonly Claim<O>[]): void {
    let holding = claims.slice().sort((a, b) => (a.run.key < b.run.key ? -1 : 1));
    for (;;) {
      const given = new Set<string>();
      const wanted = new Set<string>();
      for (const { run } of holding) for (const key of keysOf(run.owns)) given.add(key);
      const still = holding.filter(({ run, outputs }) => {
        const taken = outputs.find(({ key }) => wanted.has(key) || (this.#isTaken(key) && !given.has(key)));
        if (taken !== undefined) {
          this.#refused.add(run);
          this.engine.report(
            new GraphBug(this.name, `puts out ${taken.key}, which has another owner`, { key: run.key }),
          );
          return false;
        }
        for (const { key } of outputs) wanted.add(key);
        return true;
      });
      if (still.length === holding.length) break;
      holding = still;
    }
    // All give up before any takes: a key may go round in a circle.
    for (const { run } of holding) for (const key of keysOf(run.owns)) this.#free.add(key);
    for (const { run, outputs } of holding) {
      run.owns = nothing;
      this.#take(run, outputs);
    }
  }

  #isTaken(key: string): boolean {
    return this.values.has(key) && !this.#free.has(key);
  }

  /** Gives up what the run no longer puts out and takes the rest. */
  #take(run: Run, outputs: readonly O[]): void {
    this.#refused.delete(run);
    const before = run.owns;
    run.owns = ownership(outputs);
    const kept = membership(run.owns);
    for (const key of keysOf(before)) if (!kept(key)) this.#free.add(key);
    for (const output of outputs) {
      this.#free.delete(output.key);
      this.#update(output);
    }
  }

  /** Sets a value unless it equals the old one: then the old object stays, and caches keyed by it hit. */
  #update(output: O): void {
    const previous = this.values.get(output.key);
    if (previous === undefined || !same(previous, output)) this.put(output.key, output, previous);
  }
}

/** Refuses outputs without a key of their own, before anything is changed. */
function check(output: Keyed | readonly Keyed[] | undefined): void {
  if (output === undefined) return;
  if (!isList(output)) {
    if (typeof output.key !== "string") throw new Error("puts out a value without a key");
    return;
  }
  const keys = new Set<string>();
  for (const value of output) {
    if (typeof value?.key !== "string") throw new Error("puts out a value without a key");
    if (keys.has(value.key)) throw new Error(`puts out ${value.key} twice`);
    keys.add(value.key);
  }
}

function isList<O>(output: O | readonly O[]): output is readonly O[] {
  return Array.isArray(output);
}

function ownership(outputs: readonly Keyed[]): string | readonly string[] {
  return outputs.length === 1 ? outputs[0]!.key : outputs.length === 0 ? nothing : outputs.map(({ key }) => key);
}

function keysOf(owns: string | readonly string[]): readonly string[] {
  return typeof owns === "string" ? [owns] : owns;
}

function membership(owns: string | readonly string[]): (key: string) => boolean {
  if (typeof owns === "string") return (key) => key === owns;
  if (owns.length < 16) return (key) => owns.includes(key);
  const keys = new Set(owns);
  return (key) => keys.has(key);
}
