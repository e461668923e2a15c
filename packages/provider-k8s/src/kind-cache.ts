import { hash } from "node:crypto";
import { oneText } from "@sluice/collections";
import type { Report } from "@sluice/ir";
import {
  apiVersionOf,
  type Json,
  type JsonObject,
  type KindName,
  keyOf,
  kinds,
  parseKey,
  placeKeyOf,
  type Resource,
  type ResourceId,
  readResource,
  schemas,
} from "@sluice/resources";
import { crdOf } from "./api-path.ts";
import type { ChangeBatch } from "./change-batch.ts";
import { markOf, type RawObject, rawObject, statusText } from "./raw-object.ts";
import type { ReferenceCounts } from "./reference-counts.ts";
import { references } from "./references.ts";
import { isLater } from "./resource-version.ts";
import type { SeenStatuses } from "./seen-statuses.ts";
import { shareTexts } from "./share-texts.ts";

/** What all kinds share. */
export interface SharedCache {
  readonly batch: ChangeBatch;
  readonly counts: ReferenceCounts;
  /** Problems of objects by `<kind>/<key>`. */
  readonly reports: Map<string, readonly Report[]>;
  readonly seen: SeenStatuses | undefined;
  /** Something is in the batch, or in the reports. */
  changed(): void;
  reported(): void;
}

/** What is known of the objects of one kind below one path. The objects themselves are not kept: whoever listens has them. */
export interface KindCache {
  readonly kind: KindName;
  beginList(): void;
  page(items: readonly Json[]): void;
  endList(): void;
  event(type: "ADDED" | "MODIFIED" | "DELETED", object: JsonObject): void;
  /** An object that was asked for by itself; between `fetching` and `fetched` deletions are remembered. */
  fetching(): void;
  fetched(items: readonly Json[]): void;
  /** An object that is not wanted any more, or several. */
  forget(
    which: { readonly namespace: string; readonly name: string } | ((namespace: string, name: string) => boolean),
  ): void;
  /** Nobody listens any more: what was remembered for others goes. */
  close(): void;
}

interface Known {
  resourceVersion: string;
  /** Equal marks mean equal resources: from the object when it has a generation, else from the resource that was read. */
  readonly mark: string | undefined;
  readonly references: readonly ResourceId[];
  /** Somebody has the object: it was not refused when it came. */
  readonly delivered: boolean;
}

/** Makes a cache for the objects that are wanted. */
export function createKindCache(
  kind: KindName,
  shared: SharedCache,
  wanted: (namespace: string, name: string) => boolean,
): KindCache {
  return new Cache(kind, shared, wanted);
}

const none: readonly ResourceId[] = [];

class Cache implements KindCache {
  readonly kind: KindName;
  readonly #shared: SharedCache;
  readonly #wanted: (namespace: string, name: string) => boolean;
  readonly #known = new Map<string, Known>();
  /** Objects found by the list that is under way. */
  #listed: Set<string> | undefined;
  /** Versions of objects that were deleted while others were asked for by themselves. */
  readonly #deleted = new Map<string, string>();
  #fetches = 0;
  /** Statuses that others write and that are read: then a new version always means something. */
  readonly #readsStatus: boolean;
  readonly #ownStatus: boolean;

  constructor(kind: KindName, shared: SharedCache, wanted: (namespace: string, name: string) => boolean) {
    this.kind = kind;
    this.#shared = shared;
    this.#wanted = wanted;
    this.#readsStatus = schemas[kind].fields.status !== undefined;
    this.#ownStatus = crdOf(kind) !== undefined && !this.#readsStatus;
  }

  beginList(): void {
    this.#listed = new Set();
  }

  page(items: readonly Json[]): void {
    for (const item of items) this.#put(rawObject(item), "listed");
  }

  endList(): void {
    const listed = this.#listed;
    this.#listed = undefined;
    if (listed === undefined) return;
    for (const key of [...this.#known.keys()]) if (!listed.has(key)) this.#drop(key);
  }

  event(type: "ADDED" | "MODIFIED" | "DELETED", object: JsonObject): void {
    const raw = rawObject(object);
    if (raw === undefined) return;
    if (type === "DELETED") this.#takeDeletion(raw);
    else this.#put(raw, "watched");
  }

  #takeDeletion(raw: RawObject): void {
    const key = keyOf(raw.namespace, raw.name);
    if (this.#fetches > 0) this.#deleted.set(key, raw.resourceVersion);
    const known = this.#known.get(key);
    // The deletion of an earlier object of this name, told after a later one was found.
    if (known === undefined || isLater(known.resourceVersion, raw.resourceVersion)) return;
    this.#drop(key);
  }

  fetching(): void {
    this.#fetches++;
  }

  fetched(items: readonly Json[]): void {
    for (const item of items) {
      const raw = rawObject(item);
      const deleted = raw && this.#deleted.get(keyOf(raw.namespace, raw.name));
      if (deleted === undefined || isLater(raw?.resourceVersion ?? "", deleted)) this.#put(raw, "fetched");
    }
    this.#fetches--;
    if (this.#fetches === 0) this.#deleted.clear();
  }

  forget(which: Parameters<KindCache["forget"]>[0]): void {
    if (typeof which !== "function") return void this.#drop(keyOf(which.namespace, which.name));
    for (const key of [...this.#known.keys()]) {
      const { namespace, name } = parseKey(key);
      if (which(namespace, name)) this.#drop(key);
    }
  }

  close(): void {
    if (this.#ownStatus) for (const key of this.#known.keys()) this.#shared.seen?.delete(placeKeyOf(this.#idOf(key)));
    this.#known.clear();
  }

  #put(raw: RawObject | undefined, how: "listed" | "watched" | "fetched"): void {
    if (raw === undefined || !this.#wanted(raw.namespace, raw.name)) return;
    const key = keyOf(raw.namespace, raw.name);
    this.#listed?.add(key);
    const before = this.#known.get(key);
    if (before !== undefined) {
      // A list is the truth, whatever its versions: a cluster may have been restored from a backup.
      const news =
        how === "listed"
          ? raw.resourceVersion !== before.resourceVersion
          : isLater(raw.resourceVersion, before.resourceVersion);
      if (!news) return;
    }
    if (this.#ownStatus) {
      // Objects that are made together have the same status, mostly.
      const status = { resourceVersion: raw.resourceVersion, status: oneText(statusText(raw)) };
      this.#shared.seen?.set(placeKeyOf(this.#idOf(key)), status);
    }
    const mark = this.#readsStatus ? undefined : markOf(raw);
    if (before !== undefined && mark !== undefined && mark === before.mark) {
      before.resourceVersion = raw.resourceVersion;
      return;
    }
    this.#read(key, raw, { before, mark });
  }

  #read(
    key: string,
    raw: RawObject,
    { before, mark }: { readonly before: Known | undefined; readonly mark: string | undefined },
  ): void {
    const { batch, counts, changed } = this.#shared;
    // The API server has looked at the rules between fields; an object that is older than a rule stays in force.
    const object = { ...raw.object, kind: this.kind, apiVersion: apiVersionOf(this.kind) };
    const read = readResource(object, { rules: false });
    const { resource } = read;
    // A warning about a kind of Kubernetes' own is about what Sluice does not use of it.
    const worth = read.findings.filter(({ severity }) => severity === "error" || crdOf(this.kind) !== undefined);
    this.#report(
      key,
      worth.map(({ severity, problem }, at) => ({
        key: `cluster/${placeKeyOf(this.#idOf(key))}#${at}`,
        about: read.about,
        severity,
        problem,
      })),
    );
    const digest = mark ?? (resource === undefined ? undefined : hash("sha1", JSON.stringify(resource), "base64"));
    if (resource !== undefined && before?.delivered === true && before.mark === digest) {
      // Such as the heartbeat of a Node, of which nothing is used.
      before.resourceVersion = raw.resourceVersion;
      return;
    }
    // What cannot be read stays as it last could.
    const refersTo = resource === undefined ? (before?.references ?? none) : references(resource);
    const delivered = resource !== undefined || before?.delivered === true;
    const known = resource === undefined ? (mark ?? before?.mark) : digest;
    this.#known.set(key, { resourceVersion: raw.resourceVersion, mark: known, references: refersTo, delivered });
    if (resource === undefined) return;
    shareTexts(resource);
    if (refersTo.length > 0 || before !== undefined) counts.set(before?.references ?? none, refersTo);
    batch.upsert(resource satisfies Resource);
    changed();
  }

  #drop(key: string): void {
    const known = this.#known.get(key);
    if (known === undefined) return;
    this.#known.delete(key);
    const id = this.#idOf(key);
    this.#report(key, []);
    if (this.#ownStatus) this.#shared.seen?.delete(placeKeyOf(id));
    if (!known.delivered) return;
    this.#shared.counts.set(known.references, none);
    this.#shared.batch.delete(id);
    this.#shared.changed();
  }

  #report(key: string, reports: readonly Report[]): void {
    const place = placeKeyOf(this.#idOf(key));
    if (reports.length === 0) {
      if (this.#shared.reports.delete(place)) this.#shared.reported();
      return;
    }
    this.#shared.reports.set(place, reports);
    this.#shared.reported();
  }

  #idOf(key: string): ResourceId {
    return { kind: this.kind, ...(kinds[this.kind].namespaced ? parseKey(key) : { namespace: "", name: key }) };
  }
}
