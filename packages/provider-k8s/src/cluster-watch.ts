import type { Report } from "@sluice/ir";
import {
  type KindName,
  kindNames,
  kinds,
  type Namespace,
  type ProviderEvent,
  placeKeyOf,
  type ResourceId,
} from "@sluice/resources";
import { crdOf, pathOf } from "./api-path.ts";
import { type ChangeBatch, createChangeBatch } from "./change-batch.ts";
import type { KubernetesCluster } from "./cluster.ts";
import { watchCrds } from "./crd-watch.ts";
import { createFetches, type Fetches } from "./fetches.ts";
import { createKindCache, type KindCache, type SharedCache } from "./kind-cache.ts";
import { matchesLabels } from "./label-selector.ts";
import { listAndWatch } from "./list-watch.ts";
import { createLosses } from "./losses.ts";
import { type Reachability, watchReachability } from "./reachability.ts";
import { createReferenceCounts } from "./reference-counts.ts";
import { isKeptByReference } from "./references.ts";
import { type Piece, piecesOf, type Wanted, type WatchScope, wantedBy } from "./scope.ts";
import type { SeenStatuses } from "./seen-statuses.ts";
import { type Alarm, createAlarm } from "./sleep.ts";
import type { Timing } from "./timing.ts";

/** What a watch of a whole cluster needs. */
export interface ClusterWatchOptions {
  readonly cluster: KubernetesCluster;
  readonly watch?: WatchScope;
  readonly kinds?: readonly KindName[];
  readonly controllerNamespace?: string;
  readonly needed?: readonly ResourceId[];
  readonly seen?: SeenStatuses;
  readonly timing: Timing;
  readonly random: () => number;
}

interface Part extends Piece {
  readonly cache: KindCache;
  readonly alarm: Alarm;
  started: boolean;
  listed: boolean;
}

/** All lists and watches of a cluster, and what they amount to. */
export class ClusterWatch {
  readonly #options: ClusterWatchOptions;
  readonly #tell: (event: ProviderEvent) => void;
  readonly #stopping = new AbortController();
  readonly #batch: ChangeBatch = createChangeBatch();
  readonly #counts = createReferenceCounts();
  readonly #reports = new Map<string, readonly Report[]>();
  readonly #losses = createLosses();
  readonly #reachability: Reachability;
  readonly #fetches: Fetches;
  readonly #parts: readonly Part[];
  readonly #crds: { readonly works: boolean };
  #wanted: Wanted = () => true;
  /** Namespaces that match the selector. */
  readonly #matched = new Set<string>();
  #reported = false;
  #found = false;
  #scheduled = false;
  #synced = false;

  constructor(options: ClusterWatchOptions, tell: (event: ProviderEvent) => void) {
    this.#options = options;
    this.#tell = tell;
    const { cluster, timing, random } = options;
    const { signal } = this.#stopping;
    this.#reachability = watchReachability({
      cluster,
      timing,
      random,
      signal,
      onChange: (message) => this.#lost("", message),
    });
    this.#parts = this.#makeParts();
    this.#fetches = createFetches({
      cluster,
      timing,
      random,
      signal,
      reachability: this.#reachability,
      done: () => this.#schedule(),
    });
    const needed = options.needed ?? [];
    if (needed.length > 0) this.#counts.set([], needed);
    this.#crds = watchCrds({
      cluster,
      timing,
      random,
      signal,
      reachability: this.#reachability,
      alarms: alarmsByCrd(this.#parts),
    });
    this.#progress();
  }

  stop(): void {
    this.#stopping.abort();
    for (const { cache } of this.#parts) cache.close();
  }

  #makeParts(): readonly Part[] {
    const { watch = {}, needed = [], controllerNamespace, seen } = this.#options;
    const besides = { needed, ...(controllerNamespace === undefined ? {} : { controllerNamespace }) };
    const names = kindNames.filter((kind) => this.#options.kinds?.includes(kind) ?? true);
    const { namespaces, namespaceSelector } = watch;
    this.#wanted = wantedBy({
      inScope: (namespace) =>
        namespaces !== undefined
          ? namespaces.includes(namespace)
          : namespaceSelector === undefined || this.#matched.has(namespace),
      referred: (key) => this.#counts.has(key),
      besides,
    });
    const shared: SharedCache = {
      batch: this.#batch,
      counts: this.#counts,
      reports: this.#reports,
      seen,
      changed: () => this.#schedule(),
      reported: () => {
        this.#reported = true;
        this.#schedule();
      },
    };
    const selecting = namespaceSelector === undefined ? shared : { ...shared, batch: this.#selectingBatch() };
    return piecesOf(names, watch, besides).map((piece) => ({
      ...piece,
      cache: createKindCache(piece.kind, piece.kind === "Namespace" ? selecting : shared, (namespace, name) =>
        this.#wanted(piece.kind, namespace, name),
      ),
      alarm: createAlarm(),
      started: false,
      listed: false,
    }));
  }

  /** A batch that also learns which namespaces match the selector. */
  #selectingBatch(): ChangeBatch {
    const batch = this.#batch;
    const selector = this.#options.watch?.namespaceSelector ?? {};
    return {
      get empty() {
        return batch.empty;
      },
      take: () => batch.take(),
      upsert: (resource) => {
        const { name, labels } = (resource as Namespace).metadata;
        if (matchesLabels(selector, labels)) this.#enter(name);
        else this.#leave(name);
        batch.upsert(resource);
      },
      delete: (id) => {
        this.#leave(id.name);
        batch.delete(id);
      },
    };
  }

  #enter(namespace: string): void {
    if (this.#matched.has(namespace)) return;
    this.#matched.add(namespace);
    // What was listed before has left this namespace out.
    for (const { kind, cache, started } of this.#parts)
      if (started && kinds[kind].namespaced) this.#fetches.namespace(cache, namespace);
  }

  #leave(namespace: string): void {
    if (!this.#matched.delete(namespace)) return;
    for (const { kind, cache } of this.#parts) if (kinds[kind].namespaced) cache.forget((place) => place === namespace);
  }

  /** Starts what can be started: namespaces before what a selector depends on, Secrets and ConfigMaps when all references are known. */
  #progress(): void {
    const bySelector = this.#options.watch?.namespaceSelector !== undefined;
    const first = this.#parts.filter(({ kind }) => bySelector && kind === "Namespace");
    const last = this.#parts.filter(({ kind }) => isKeptByReference(kind));
    const middle = this.#parts.filter((part) => !first.includes(part) && !last.includes(part));
    for (const parts of [first, middle, last]) {
      for (const part of parts) if (!part.started) this.#start(part);
      if (!parts.every(({ listed }) => listed)) return;
    }
    this.#schedule();
  }

  #start(part: Part): void {
    part.started = true;
    const { cluster, timing, random, seen } = this.#options;
    const { kind, namespace, fieldSelector, cache, alarm } = part;
    const crd = crdOf(kind);
    const { versions } = kinds[kind];
    const paths = versions.map((version) => pathOf(kind, { version, namespace }));
    const place = `${kind} ${namespace} ${fieldSelector ?? ""}`;
    const listed = (): void => {
      if (part.listed) return;
      part.listed = true;
      this.#progress();
    };
    // After the loop over parts that starts this one: what it tells may start others.
    queueMicrotask(() => {
      void listAndWatch({
        cluster,
        paths,
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
        ...(crd === undefined ? {} : { crd }),
        sink: {
          beginList: () => cache.beginList(),
          page: (items) => cache.page(items),
          endList: (path) => {
            cache.endList();
            seen?.setServedVersion(kind, versions[paths.indexOf(path)] ?? kinds[kind].version);
            listed();
          },
          event: (type, object) => cache.event(type, object),
          absent: () => {
            cache.forget(() => true);
            listed();
          },
          lost: (message) => this.#lost(place, message),
        },
        reachability: this.#reachability,
        timing,
        random,
        alarm,
        absentMs: () => (crd !== undefined && !this.#crds.works ? timing.absentMs : timing.absentMs * 10),
        signal: this.#stopping.signal,
      });
    });
  }

  #lost(place: string, message: string | undefined): void {
    const change = this.#losses.set(place, message);
    if (change === "found") this.#found = true;
    if (change !== "same") this.#schedule();
  }

  /** What arrives in one turn of the event loop is delivered together, at its end. */
  #schedule(): void {
    if (this.#scheduled || this.#stopping.signal.aborted) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#stopping.signal.aborted) this.#flush();
    });
  }

  #flush(): void {
    this.#follow();
    // A change waits for what it newly refers to.
    if (this.#fetches.holding) return;
    const lost = this.#losses.message();
    const told = this.#found && lost === undefined;
    if (told) this.#found = false;
    const changed = !this.#batch.empty || told;
    if (changed) this.#tell(this.#batch.take());
    if (this.#reported) {
      this.#reported = false;
      this.#tell({ kind: "reports", reports: [...this.#reports.values()].flat() });
    }
    if (!this.#synced && this.#parts.every(({ listed }) => listed)) {
      this.#synced = true;
      this.#tell({ kind: "synced" });
    }
    // A change sounds as if all were well; whoever listens must know better.
    if (lost !== undefined && (changed || this.#losses.news())) this.#tell({ kind: "lost", message: lost });
  }

  /** Fetches what is newly referred to, and lets go of what nothing refers to any more. */
  #follow(): void {
    const { added, removed } = this.#counts.take();
    for (const id of removed) this.#partOf(id)?.cache.forget(id);
    for (const id of added) {
      const part = this.#partOf(id);
      if (part?.started === true) this.#fetches.object(part.cache, id, () => this.#counts.has(placeKeyOf(id)));
    }
  }

  #partOf(id: ResourceId): Part | undefined {
    return this.#parts.find(
      ({ kind, namespace }) => kind === id.kind && (namespace === "" || namespace === id.namespace),
    );
  }
}

function alarmsByCrd(parts: readonly Part[]): ReadonlyMap<string, readonly Alarm[]> {
  const alarms = new Map<string, Alarm[]>();
  for (const { kind, alarm } of parts) {
    const crd = crdOf(kind);
    if (crd !== undefined) alarms.set(crd, [...(alarms.get(crd) ?? []), alarm]);
  }
  return alarms;
}
