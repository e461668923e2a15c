import type { Report } from "@sluice/ir";
import type { Provider, ProviderEvent, Resource, ResourceId } from "@sluice/resources";
import { dequal } from "dequal/lite";
import { Observable } from "rxjs";
import { createReadDocuments } from "./read-documents.ts";
import { createSettle, type Patience, patience } from "./settle.ts";
import { type Sight, watchFiles } from "./watch.ts";

/** Where manifests are, and how they are read. */
export interface FileProviderOptions {
  /**
   * Files, and folders whose `.yaml`, `.yml` and `.json` files count: not those in folders below, and none whose name starts
   * with a dot. Where two files define one object, the order of the paths, then of the names, decides.
   */
  readonly paths: readonly string[];
  /** For namespaced objects that name no namespace; default `envoy-gateway-system`. */
  readonly defaultNamespace?: string;
  /** Milliseconds between looks that no event of the file system asked for; default 5,000, 0 for none. */
  readonly pollMs?: number;
  /** Waits that differ from the usual ones. */
  readonly patience?: Partial<Patience>;
}

/** How long a root is away before it is called lost, in milliseconds: long enough for it to be replaced. */
const lostAfterMs = 150;

/** Resources from files and folders of manifests, followed as they change. */
export function fileProvider(options: FileProviderOptions): Provider {
  return { name: "file", watch: () => watchManifests(options) };
}

function watchManifests(options: FileProviderOptions): Observable<ProviderEvent> {
  return new Observable((subscriber) => {
    const settle = createSettle(createReadDocuments(options.defaultNamespace ?? "envoy-gateway-system"), {
      ...patience,
      ...options.patience,
    });
    let timer: NodeJS.Timeout | undefined;
    let lostTimer: NodeJS.Timeout | undefined;
    let stopped = false;
    let started = false;
    let synced = false;
    let lost: readonly string[] = [];
    let saidLost = "";
    let unwatched: readonly string[] = [];
    let said: readonly Report[] = [];

    const take = (): void => {
      started = true;
      const { upserts, deletes, reports } = settle.take();
      if (upserts.length > 0 || deletes.length > 0) tellChange(upserts, deletes);
      const all = [...reports, ...unwatched.map(toUnwatchedReport)];
      if (!dequal(all, said)) {
        said = all;
        subscriber.next({ kind: "reports", reports: all });
      }
      sayThatAllIsThere();
    };

    const tellChange = (upserts: readonly Resource[], deletes: readonly ResourceId[]): void => {
      if (lost.length === 0) saidLost = "";
      subscriber.next({ kind: "changed", upserts, deletes });
    };

    const sayThatAllIsThere = (): void => {
      if (!started || lost.length > 0) return;
      if (!synced) {
        synced = true;
        saidLost = "";
        subscriber.next({ kind: "synced" });
        // What was lost is back as it was; an empty change says so.
      } else if (saidLost !== "") tellChange([], []);
    };

    const sayLost = (): void => {
      lostTimer = undefined;
      const message = lost.join("; ");
      if (message === "" || message === saidLost) return;
      saidLost = message;
      subscriber.next({ kind: "lost", message });
    };

    const takeWhenDue = (): void => {
      if (stopped) return;
      const due = settle.due();
      if (timer) clearTimeout(timer);
      timer = undefined;
      if (due === undefined) return;
      const rest = due - performance.now();
      if (rest <= 0) take();
      // After a busy time the timer is first in line, though events may have been waiting: they are heard before it acts.
      else timer = setTimeout(() => setImmediate(() => setImmediate(takeWhenDue)), Math.ceil(rest));
    };

    const onSight = (sight: Sight): void => {
      const tellAtOnce = !started || !dequal(unwatched, sight.unwatched);
      lost = sight.lost;
      unwatched = sight.unwatched;
      settle.found(sight.files, performance.now());
      if (settle.due() !== undefined) takeWhenDue();
      else if (tellAtOnce) take();
      else sayThatAllIsThere();
      if (lost.length > 0) lostTimer ??= setTimeout(sayLost, lostAfterMs);
    };

    const watching = watchFiles({ paths: options.paths, pollMs: options.pollMs ?? 5000 }).subscribe({
      next: onSight,
      error: (error: unknown) => subscriber.error(error),
    });
    return () => {
      stopped = true;
      watching.unsubscribe();
      if (timer) clearTimeout(timer);
      if (lostTimer) clearTimeout(lostTimer);
    };
  });
}

function toUnwatchedReport(why: string): Report {
  return {
    key: `file/unwatched/${why}`,
    about: { group: "", kind: "", namespace: "", name: "" },
    severity: "warning",
    problem: {
      kind: "infrastructure",
      message: `The system does not tell what changes in ${why}.`,
      remedy: "Sluice looks twice a second; to be faster, raise fs.inotify.max_user_watches and max_user_instances.",
    },
  };
}
