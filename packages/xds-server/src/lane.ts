import type { EncodedResource, ResourceName } from "@sluice/protos";
import type { Fleet } from "./fleet.ts";
import { Names } from "./names.ts";
import { orderOf } from "./order.ts";
import type { Trial } from "./trial.ts";

/** A version that a reconnecting proxy reported and this server does not know the content of. */
export interface Reported {
  readonly version: string;
  readonly reported: true;
}

/** What a proxy has under a name. */
export type Held = EncodedResource | Reported;

/** True for a version whose content is known. */
export function isKnown(held: Held | undefined): held is EncodedResource {
  return held !== undefined && !("reported" in held);
}

/** Why a resource goes out although its version did not change. */
export type Due = "no" | "travel" | "asked";

/** How one name on one stream differs from its fleet; a name without an entry is in step with it. */
export interface Entry {
  /** What the proxy has for certain; undefined: nothing. */
  acked: Held | undefined;
  /** What it may have instead: sent and not yet answered, or refused in company. */
  unsure: readonly { readonly nonce: number; readonly held: Held | undefined }[];
  /** `travel`: a parent was re-sent, so it goes along. `asked`: the proxy subscribed and waits for an answer. */
  due: Due;
  /** The version that waits for its needs; newer ones do not make it wait longer. */
  staged: EncodedResource | undefined;
  /** What `staged`, or a removal, waits for. */
  awaits: readonly ResourceName[];
  /** The version that goes out although what it needs is not in place, because that needs it in turn. */
  forced: EncodedResource | undefined;
  /** The version this proxy refused; it is never sent again. */
  refused: string | undefined;
  /** What the proxy said of it, and of which object; the same version may come back as another one. */
  refusal: { readonly of: EncodedResource; readonly message: string } | undefined;
  /** Secrets that may be why `refused` was refused: once they are good, it is tried again. */
  blames: readonly ResourceName[];
  /** The version that was sent once more although the fleet has it no longer; not a third time. */
  repeated: string | undefined;
  /** ACKs up to this nonce tell nothing: the name was unsubscribed since. */
  crossed: number;
  /** Versions of a child that was told to be gone: where it is in use, the proxy keeps one of them until it unsubscribes. */
  lingering: readonly Held[];
  /** Versions that were replaced and may be in use until what the new one brings has arrived. */
  fading: Fading | undefined;
}

/** An ACKed listener is not warm before its routes and secrets are there; until then the one before it serves. */
export interface Fading {
  readonly held: readonly Held[];
  readonly awaits: readonly ResourceName[];
  /** Nothing sent later than this counts. */
  readonly nonce: number;
}

/** A response on its way. */
export interface Sent {
  readonly nonce: number;
  readonly resources: readonly EncodedResource[];
  readonly removed: readonly string[];
  /** Those that may be why it is refused. */
  readonly suspects: readonly EncodedResource[];
  /** The trial that this response is. */
  readonly trial: Trial | undefined;
}

/** One type on one stream. */
export interface Lane {
  readonly typeUrl: string;
  readonly rank: number;
  readonly child: boolean;
  /** In state-of-the-world, a response has all of this type. */
  readonly whole: boolean;
  /** Subscribed to everything, by "*" or by a first request without names. */
  wildcard: boolean;
  readonly names: Names;
  readonly entries: Map<string, Entry>;
  /** By nonce, oldest first. */
  readonly inflight: Map<number, Sent>;
  /** In state-of-the-world: of the last response that the proxy accepted. */
  versionInfo: string;
  /** In state-of-the-world: the proxy has named what it wants, so that naming nothing means nothing. */
  named: boolean;
  /** In state-of-the-world: the proxy has something, and this server does not know what. The next response must not lack anything. */
  unknown: boolean;
  /** The proxy waits for any answer, even an empty one. */
  answerDue: boolean;
  /** The proxy reconnected while something waited for resources of this type, whatever it reported. */
  waits: boolean;
  /** Versions reported for names that are not subscribed to yet. */
  readonly reported: Map<string, string>;
  /** Names of which a version was refused that the proxy keeps, with the last nonce to which that may matter. */
  readonly spoiled: Map<string, number>;
  /** What was on its way was taken back, as no answer came; not again before all is delivered, as the proxy may only be slow. */
  unstuck: boolean;
  /** What is left to try of resources that were refused together. */
  trials: readonly Trial[];
}

/** A lane before its first request. */
export function createLane(fleet: Fleet, typeUrl: string): Lane {
  const { rank, child, whole } = orderOf(typeUrl);
  return {
    typeUrl,
    rank,
    child,
    whole,
    wildcard: false,
    names: new Names(fleet, typeUrl),
    entries: new Map(),
    inflight: new Map(),
    versionInfo: "",
    named: false,
    unknown: false,
    answerDue: false,
    waits: false,
    reported: new Map(),
    spoiled: new Map(),
    unstuck: false,
    trials: [],
  };
}

const nothing: readonly never[] = [];

/** An entry for a name that the proxy has as `acked`. */
export function createEntry(acked: Held | undefined, due: Due = "no"): Entry {
  return {
    acked,
    unsure: nothing,
    due,
    staged: undefined,
    awaits: nothing,
    forced: undefined,
    refused: undefined,
    refusal: undefined,
    blames: nothing,
    repeated: undefined,
    crossed: 0,
    lingering: nothing,
    fading: undefined,
  };
}

/** True when the proxy has the resource, whatever becomes of what is on its way. */
export function isPresent(entry: Entry): boolean {
  return entry.acked !== undefined && entry.unsure.every(({ held }) => held !== undefined);
}

/** True when the proxy has something under this name, or something is on its way. */
export function wasSent(entry: Entry | undefined): boolean {
  if (entry === undefined) return false;
  return entry.acked !== undefined || entry.lingering.length > 0 || entry.unsure.some(({ held }) => held !== undefined);
}

/** Everything the proxy may be using under this name. */
export function* possible(entry: Entry): Iterable<Held> {
  if (entry.acked !== undefined) yield entry.acked;
  for (const { held } of entry.unsure) if (held !== undefined) yield held;
  yield* entry.lingering;
  if (entry.fading !== undefined) yield* entry.fading.held;
}
