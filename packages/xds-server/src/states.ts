import { hash } from "node:crypto";
import type { EncodedResource } from "@sluice/protos";

/** All of one type, as a state-of-the-world response has it. */
export interface State {
  readonly versionInfo: string;
  /** By name. */
  readonly resources: readonly EncodedResource[];
}

/** A name of a state; without a resource, it is subscribed to and does not exist. */
export type Named = readonly [name: string, resource: EncodedResource | undefined];

/** States of one type that a server still knows when a proxy comes back with one of them. */
const maxPast = 16;
const maxDoubted = 1024;

/** The states of a fleet: the present one of each type, made once for all streams, and those that proxies got lately. */
export class States {
  readonly #present = new Map<string, State>();
  /** Type and version -> versions that proxies at it were sent and did not take, or not yet, and how many. */
  readonly #doubted = new Map<string, Map<string, number>>();
  readonly #past = new Map<string, Map<string, readonly EncodedResource[]>>();

  /** The state that a fleet is in. */
  present(typeUrl: string, resources: () => Iterable<EncodedResource>): State {
    let state = this.#present.get(typeUrl);
    if (state === undefined) {
      state = toState([...resources()].map((each) => [each.name, each]));
      this.#present.set(typeUrl, state);
    }
    return state;
  }

  /** A resource of this type changed. */
  changed(typeUrl: string): void {
    this.#present.delete(typeUrl);
  }

  /** Remembers what a proxy was sent. */
  remember(typeUrl: string, { versionInfo, resources }: State): void {
    let past = this.#past.get(typeUrl);
    if (past === undefined) {
      past = new Map();
      this.#past.set(typeUrl, past);
    }
    past.delete(versionInfo);
    past.set(versionInfo, resources);
    if (past.size > maxPast) for (const oldest of past.keys()) return void past.delete(oldest);
  }

  /** A proxy at one version is sent the next: if it refuses that, it stays where it is, and may have taken a part. */
  doubt(typeUrl: string, versionInfo: string, next: string): void {
    if (versionInfo === "") return;
    const key = `${typeUrl}|${versionInfo}`;
    const known = this.#doubted.get(key) ?? new Map<string, number>();
    this.#doubted.delete(key);
    this.#doubted.set(key, known.set(next, (known.get(next) ?? 0) + 1));
    if (this.#doubted.size > maxDoubted)
      for (const oldest of this.#doubted.keys()) return void this.#doubted.delete(oldest);
  }

  /** It took the next one whole. */
  trust(typeUrl: string, versionInfo: string, next: string): void {
    const key = `${typeUrl}|${versionInfo}`;
    const known = this.#doubted.get(key);
    const left = (known?.get(next) ?? 0) - 1;
    if (left > 0) known?.set(next, left);
    else known?.delete(next);
    if (known?.size === 0) this.#doubted.delete(key);
  }

  /** Versions of which a proxy at this one may have taken a part. */
  doubtsOf(typeUrl: string, versionInfo: string): readonly string[] {
    return [...(this.#doubted.get(`${typeUrl}|${versionInfo}`)?.keys() ?? [])];
  }

  /** What a version stands for; undefined when this server does not know. */
  past(typeUrl: string, versionInfo: string): readonly EncodedResource[] | undefined {
    return this.#past.get(typeUrl)?.get(versionInfo);
  }
}

/** Sorts a state and names it by its content: the same on every replica, also after a restart. */
export function toState(names: readonly Named[]): State {
  const sorted = [...names].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  const content = sorted.map(([name, resource]) => `${name}\0${resource?.version ?? ""}\n`).join("");
  const resources = sorted.flatMap(([, resource]) => resource ?? []);
  return { versionInfo: hash("sha256", content, "base64url").slice(0, 16), resources };
}
