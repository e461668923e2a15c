// Proxies, their sessions, and the messages between them, moved step by step.
import { type DeltaEvent, stepDelta } from "../../src/delta-session.ts";
import { type FleetChanges, Fleets } from "../../src/fleets.ts";
import { isKnown } from "../../src/lane.ts";
import { orderOf, xdsTypes } from "../../src/order.ts";
import { unstick } from "../../src/overdue.ts";
import { plan } from "../../src/plan.ts";
import {
  createSession,
  noteChanges,
  type Send,
  type Session,
  type SessionLimits,
  type Step,
} from "../../src/session.ts";
import { stepSotw } from "../../src/sotw-session.ts";
import type { ModelEnvoy } from "./model-envoy.ts";
import { change, changesBetween, emptyWorld, resourcesOf, type World } from "./world.ts";

export const limits: SessionLimits = { responseBytes: 1 << 20, unanswered: 8 };

/** One proxy with its stream; responses and requests travel when the schedule says so. */
export class Link {
  readonly envoy: ModelEnvoy;
  session: Session;
  responses: Send[] = [];
  readonly #universe: Universe;

  constructor(universe: Universe, envoy: ModelEnvoy) {
    this.#universe = universe;
    this.envoy = envoy;
    this.session = this.#open();
    envoy.connect();
  }

  /** True when the proxy has endpoints or a secret that the server does not know and cannot replace: better it waits than it loses them. */
  isLeftToWait(): boolean {
    for (const { entries, names, typeUrl } of this.session.lanes.values()) {
      if (!orderOf(typeUrl).travels) continue;
      // State-of-the-world has no word for a secret that does not exist.
      if (this.envoy.sotw && [...names.list()].some((name) => !this.session.fleet.get(typeUrl, name))) return true;
      for (const [name, { acked, refused }] of entries) {
        const wanted = this.session.fleet.get(typeUrl, name)?.version;
        if (acked !== undefined && !isKnown(acked) && (wanted === undefined || wanted === refused)) return true;
      }
    }
    return false;
  }

  reconnect(): void {
    // It would not even ask for clusters: nothing that a server can mend.
    if (this.envoy.isStuck) return;
    this.responses = [];
    this.session = this.#open();
    this.envoy.connect();
  }

  #open(): Session {
    const variant = this.envoy.sotw ? "sotw" : "delta";
    return createSession(this.#universe.fleets.of("fleet"), limits, { variant, aggregated: true });
  }

  step(event: DeltaEvent): void {
    this.take(this.envoy.sotw ? stepSotw(this.session, event) : stepDelta(this.session, event));
  }

  /** CDS responses without an answer. */
  get unanswered(): number {
    return this.session.lanes.get(xdsTypes.cluster)?.inflight.size ?? 0;
  }

  respond(): boolean {
    const send = this.responses.shift();
    if (send === undefined) return false;
    this.#universe.trace(`     receive ${describeSend(send)}`);
    this.envoy.receive(send);
    return true;
  }

  request(): boolean {
    const request = this.envoy.requests.shift();
    if (request === undefined) return false;
    this.#universe.trace(`     request ${JSON.stringify(request)}`);
    this.step({ kind: "request", request });
    return true;
  }

  take({ send, reports }: Step): void {
    this.responses.push(...send);
    for (const each of send) this.#universe.trace(`send ${describeSend(each)}`);
    for (const report of reports) {
      if (report.kind === "acked") this.#universe.spread(this.#universe.fleets.prove("fleet", report.taken));
      if (report.kind === "refused") this.#universe.spread(this.#universe.fleets.refuse(report.resource));
    }
  }
}

export class Universe {
  readonly fleets: Fleets = new Fleets();
  readonly links: Link[];
  world: World = emptyWorld;
  trace: (line: string) => void = () => undefined;

  constructor(envoys: readonly ModelEnvoy[]) {
    this.links = envoys.map((envoy) => new Link(this, envoy));
  }

  change(next: World): void {
    const changes = changesBetween(resourcesOf(this.world), resourcesOf(next));
    this.world = next;
    for (const { kind, key } of changes) this.trace(`${kind} ${key}`);
    this.spread(this.fleets.apply(changes));
  }

  spread(changed: FleetChanges): void {
    for (const [fleet, changes] of changed) {
      // As in serve.ts, all note a change before any of them acts, and may refuse it at once.
      const touched = this.links.filter(({ session }) => session.fleet === fleet && noteChanges(session, changes));
      for (const link of touched) link.take(plan(link.session, []));
    }
  }

  /** Lets everything arrive that is on its way, and, unless told otherwise, everything drain. */
  rest(drains = true): void {
    for (let moved = true, rounds = 0; moved; rounds++) {
      if (rounds > 200) throw new Error("does not come to rest");
      moved = false;
      for (const link of this.links) {
        while (link.request()) moved = true;
        while (link.respond()) moved = true;
        if (!moved && link.envoy.isStuck) {
          const { unanswered } = link;
          link.take(unstick(link.session));
          // What cannot be put in order is tried again and again.
          moved = link.responses.length > 0 && unanswered < 5;
        }
        if (!moved && drains && link.envoy.isDraining) {
          link.envoy.drain();
          moved = true;
        }
        if (!moved && link.envoy.isWarming && link.isLeftToWait()) {
          link.envoy.timeOut();
          moved = true;
        }
      }
    }
  }
}

/** One step of a schedule. */
export type Action =
  | { readonly kind: "change"; readonly changes: readonly (readonly [number, number, number, number])[] }
  | { readonly kind: "respond" | "request" | "drain" | "reconnect" | "rest" | "arrive"; readonly link: number };

/** Runs a schedule, then lets everything come to rest. */
export function run(universe: Universe, actions: readonly Action[], withBad: boolean): void {
  for (const each of actions) {
    switch (each.kind) {
      case "change":
        universe.change(each.changes.reduce((world, numbers) => change(world, numbers, withBad), universe.world));
        break;
      case "respond":
        universe.links[each.link]?.respond();
        break;
      case "request":
        universe.links[each.link]?.request();
        break;
      case "drain":
        universe.links[each.link]?.envoy.drain();
        break;
      case "reconnect":
        universe.trace("reconnect");
        universe.links[each.link]?.reconnect();
        break;
      case "rest":
        universe.rest();
        break;
      case "arrive":
        universe.rest(false);
        break;
    }
  }
  universe.rest();
}

function describeSend({ typeUrl, nonce, resources, removed, state }: Send): string {
  const names = (state?.resources ?? resources).map(({ name, version }) => `${name}@${version.slice(0, 4)}`);
  return `${typeUrl.slice(typeUrl.lastIndexOf(".") + 1)} #${nonce} [${names}] removed [${removed}]`;
}
