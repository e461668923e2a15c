import { type FSWatcher, statSync, watch as watchFolder } from "node:fs";
import { basename } from "node:path";
import { Observable } from "rxjs";
import { reasonOf } from "./read-file.ts";
import { createTree, type Look } from "./tree.ts";

/** What a look at the disk found, and which folders tell nothing by themselves. */
export interface Sight extends Look {
  /** Folders whose changes are noticed only by looking again now and then, with the reason. */
  readonly unwatched: readonly string[];
}

/** What to watch. */
export interface WatchOptions {
  readonly paths: readonly string[];
  /** Pause between looks that no event asked for (network file systems send none), in milliseconds; 0: never. */
  readonly pollMs: number;
}

interface Watcher {
  readonly identity: string;
  readonly handle: FSWatcher;
}

/** Where the system refuses to watch (its limit is reached), changes are still found within this time, in milliseconds. */
const unwatchedPollMs = 500;

/**
 * Looks at all files first, then again whenever the system says that something happened: events that arrive together make
 * one look, and an event that names a known file makes a look at that file only. The disk is read within the event, so that
 * nothing is later than the system itself.
 */
export function watchFiles(options: WatchOptions): Observable<Sight> {
  return new Observable((subscriber) => {
    const tree = createTree(options.paths);
    const watchers = new Map<string, Watcher>();
    const refused = new Map<string, string>();
    let dirty = new Map<string, Set<string>>();
    let everything = false;
    let scheduled: NodeJS.Immediate | undefined;

    const emit = (look: Look): void => subscriber.next({ ...look, unwatched: [...refused.values()].sort() });

    const schedule = (): void => {
      scheduled ??= setImmediate(() => {
        scheduled = undefined;
        const names = dirty;
        const all = everything;
        dirty = new Map();
        everything = false;
        if (all || !lookAtNames(names)) lookAtAll();
      });
    };

    const onEvent = (folder: string, name: string | null): void => {
      const interest = tree.folders().get(folder);
      if (interest === undefined) return;
      if (name === null) everything = true;
      else if (name === basename(folder)) {
        // So a watched folder tells its own removal; its watcher is deaf from then on, whatever comes in its place.
        watchers.get(folder)?.handle.close();
        watchers.delete(folder);
        everything = true;
      } else if (interest === "any") addTo(dirty, folder, name);
      else if (interest.has(name)) everything = true;
      else return;
      schedule();
    };

    const open = (folder: string): boolean => {
      const identity = identityOf(folder);
      const known = watchers.get(folder);
      if (known && known.identity === identity) return false;
      known?.handle.close();
      watchers.delete(folder);
      if (identity === undefined) return false;
      try {
        const handle = watchFolder(folder, { persistent: true }, (_, name) => onEvent(folder, name));
        handle.on("error", () => {
          handle.close();
          watchers.delete(folder);
          onEvent(folder, null);
        });
        watchers.set(folder, { identity, handle });
        refused.delete(folder);
        return true;
      } catch (error) {
        refused.set(folder, `${folder}: ${reasonOf(error)}`);
        return false;
      }
    };

    /** Opens and closes watchers; true when one is new, so that something may have happened before it listened. */
    const follow = (): boolean => {
      const wanted = tree.folders();
      for (const [folder, { handle }] of watchers)
        if (!wanted.has(folder)) {
          handle.close();
          watchers.delete(folder);
        }
      for (const folder of refused.keys()) if (!wanted.has(folder)) refused.delete(folder);
      let news = false;
      for (const folder of wanted.keys()) news = open(folder) || news;
      return news;
    };

    const lookAtNames = (names: ReadonlyMap<string, ReadonlySet<string>>): boolean => {
      const looks: Look[] = [];
      for (const [folder, inFolder] of names)
        for (const name of inFolder) {
          const look = tree.lookAt(folder, name);
          if (!look) return forward(looks);
          looks.push(look);
        }
      forward(looks);
      return true;
    };

    const forward = (looks: readonly Look[]): false => {
      const last = looks.at(-1);
      if (last) emit({ files: looks.flatMap((look) => look.files), lost: last.lost });
      return false;
    };

    const lookAtAll = (): void => {
      let look = tree.lookAtAll();
      const files = [...look.files];
      // A folder that is watched only now may have changed since it was looked at.
      for (let round = 0; follow() && round < 10; round += 1) {
        look = tree.lookAtAll();
        files.push(...look.files);
      }
      emit({ files, lost: look.lost });
    };

    lookAtAll();
    let lastPoll = Date.now();
    const period = options.pollMs === 0 ? 0 : Math.min(options.pollMs, unwatchedPollMs);
    const poll =
      period > 0 &&
      setInterval(() => {
        if (refused.size === 0 && Date.now() - lastPoll < options.pollMs) return;
        lastPoll = Date.now();
        everything = true;
        schedule();
      }, period);
    return () => {
      if (poll) clearInterval(poll);
      if (scheduled) clearImmediate(scheduled);
      for (const { handle } of watchers.values()) handle.close();
      watchers.clear();
    };
  });
}

function identityOf(folder: string): string | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  // A new folder may get the inode of a removed one.
  return stat && `${stat.dev}:${stat.ino}:${stat.birthtimeMs}`;
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}
