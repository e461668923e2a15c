import type { InfraPort } from "@sluice/ir";
import type { EnvoyProcess } from "./envoy-process.ts";
import { type Readiness, toReadiness } from "./readiness.ts";
import { sharersOf } from "./tcp-table.ts";

/** While ports are awaited: soon at first, then seldom. When all is well: rarely, to notice a process that hangs. */
const soonestMs = 20;
const seldomMs = 2_000;
const idleMs = 10_000;
/** A port that was just asked for need not be open at once; until then the fleet stays as ready as it was. */
const graceMs = 1_500;

/** Whom to ask about what, and whom to tell. */
export interface FleetHealthOptions {
  readonly envoy: EnvoyProcess;
  readonly ports: readonly InfraPort[];
  /** All processes of the fleet: they may share ports. */
  readonly kin: () => readonly number[];
  readonly tell: (readiness: Readiness) => void;
}

/** Asks one LIVE process again and again whether it serves what it must, and tells when that changes. */
export class FleetHealth {
  readonly #envoy: EnvoyProcess;
  readonly #kin: () => readonly number[];
  readonly #tell: (readiness: Readiness) => void;
  #ports: readonly InfraPort[];
  #timer: NodeJS.Timeout | undefined;
  #pause = soonestMs;
  #since: number;
  #told: Readiness | undefined;
  /** Ports must be looked at again: they changed, or were not all open. */
  #doubt = true;
  #asking = false;
  #stopped = false;

  constructor({ envoy, ports, kin, tell }: FleetHealthOptions) {
    this.#envoy = envoy;
    this.#ports = ports;
    this.#kin = kin;
    this.#tell = tell;
    // A new process has no former readiness to keep.
    this.#since = Date.now() - graceMs;
    this.#schedule(0);
  }

  /** Other ports must be open from now on. */
  expect(ports: readonly InfraPort[]): void {
    this.#ports = ports;
    this.#since = Date.now();
    this.hurry();
  }

  /** Something happened that makes a look worth while. */
  hurry(): void {
    this.#doubt = true;
    this.#pause = soonestMs;
    this.#schedule(0);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    if (this.#asking) return this.#schedule(soonestMs);
    this.#asking = true;
    this.#doubt = this.#doubt || this.#told?.kind !== "ready";
    const doubted = this.#doubt;
    this.#doubt = false;
    const readiness = await this.#ask(doubted);
    this.#asking = false;
    if (this.#stopped || this.#envoy.ended) return;
    // Asked for again in the meantime: what was found is old.
    if (this.#doubt) return this.#schedule(0);
    const inGrace = this.#told?.kind === "ready" && Date.now() - this.#since < graceMs;
    if (readiness.kind === "ready" || !inGrace) this.#report(readiness);
    if (readiness.kind === "ready") {
      this.#pause = soonestMs;
      return this.#schedule(idleMs);
    }
    this.#doubt = true;
    this.#schedule(this.#pause);
    this.#pause = Math.min(this.#pause * 1.5, seldomMs);
  }

  async #ask(portsToo: boolean): Promise<Readiness> {
    const unreachable: Readiness = { kind: "notReady", message: "Envoy does not answer" };
    try {
      const admin = await this.#envoy.admin();
      if (admin === undefined) return unreachable;
      const state = await admin.state();
      if (!portsToo || state !== "LIVE") return toReadiness({ state, open: [], failed: [], sharers: [] }, []);
      const [open, failed] = await Promise.all([admin.openPorts(), admin.failedListeners()]);
      const bound = open.filter(({ udp }) => !udp).map(({ port }) => port);
      const sharers = await sharersOf([...new Set(bound)], this.#kin());
      return toReadiness({ state, open, failed, sharers }, this.#ports);
    } catch {
      return unreachable;
    }
  }

  #report(readiness: Readiness): void {
    if (JSON.stringify(readiness) === JSON.stringify(this.#told)) return;
    this.#told = readiness;
    this.#tell(readiness);
  }
}
