// Random but always valid configurations for real Envoys: hosts that exist throughout, everything behind them changing.
import type { EncodedResource } from "@sluice/protos";
import { cluster, endpoints, listener, routes, routesOnDemand, virtualHost } from "./resources.ts";

/** A source of numbers that a seed decides. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface RandomWorldSettings {
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  readonly onDemand: boolean;
}

/** Hosts point to clusters out of many; clusters nobody points to do not exist. */
export class RandomWorld {
  readonly #random: (below: number) => number;
  readonly #settings: RandomWorldSettings;
  readonly #targets = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  readonly #ports = new Map<string, number>();
  #prefix = 0;

  constructor(random: (below: number) => number, settings: RandomWorldSettings) {
    this.#random = random;
    this.#settings = settings;
    for (const host of settings.hosts) this.#targets.set(host, "b0");
  }

  /** Changes one to three things. */
  step(): void {
    for (let i = this.#random(3); i >= 0; i--) this.#change();
  }

  resources(): readonly EncodedResource[] {
    const { onDemand, ports } = this.#settings;
    const names = [...new Set(this.#targets.values())];
    const found = names.flatMap((name) => [
      cluster(name, 5 + (this.#versions.get(name) ?? 0)),
      endpoints(name, this.#ports.get(name) ?? ports[0]!),
    ]);
    found.push(listener("web", "web", `http${this.#prefix}`));
    if (!onDemand) return [...found, routes("web", Object.fromEntries(this.#targets))];
    return [...found, routesOnDemand("web"), ...[...this.#targets].map(([host, to]) => virtualHost("web", host, to))];
  }

  /** The backend that answers for a host. */
  portOf(host: string): number {
    return this.#ports.get(this.#targets.get(host) ?? "") ?? this.#settings.ports[0]!;
  }

  #change(): void {
    const { hosts, ports } = this.#settings;
    const host = hosts[this.#random(hosts.length)]!;
    const name = `b${this.#random(8)}`;
    switch (this.#random(8)) {
      case 0:
      case 1:
      case 2:
        this.#targets.set(host, name);
        return;
      case 3:
        for (const each of hosts) this.#targets.set(each, name);
        return;
      case 4:
        this.#versions.set(name, this.#random(100));
        return;
      case 5:
      case 6:
        this.#ports.set(name, ports[this.#random(ports.length)]!);
        return;
      default:
        this.#prefix++;
    }
  }
}
