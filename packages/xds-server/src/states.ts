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

const none: ReadonlySet<string> = new Set();

/** The states of a fleet: the present one of each type, made once for all streams, and those that proxies got lately. */
export class States {
  readonly #present = new Map<string, State>();
  /** Type and version -> versions that proxies at it were sent. */
  readonly #doubted = new Map<string, Set<string>>();
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

  /** A proxy at this version is sent another one: if it refuses that, it stays at this version, and may have taken a part. */
  doubt(typeUrl: string, versionInfo: string, next: string): void {
    if (versionInfo === "" || versionInfo === next) return;
    const key = `${typeUrl}|${versionInfo}`;
    const known = this.#doubted.get(key) ?? new Set();
    this.#doubted.delete(key);
    this.#doubted.set(key, known.add(next));
    if (this.#doubted.size > maxDoubted)
      for (const oldest of this.#doubted.keys()) return void this.#doubted.delete(oldest);
  }

  /** Versions of which a proxy at this one may have taken a part. */
  doubtsOf(typeUrl: string, versionInfo: string): ReadonlySet<string> {
    return this.#doubted.get(`${typeUrl}|${versionInfo}`) ?? none;
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
