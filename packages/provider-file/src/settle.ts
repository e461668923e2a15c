import type { Report } from "@sluice/ir";
import { idOf, placeKeyOf, type Resource, type ResourceId } from "@sluice/resources";
import { dequal } from "dequal/lite";
import { createClaims } from "./claims.ts";
import { type Manifest, type ReadDocuments, readManifest } from "./manifest.ts";
import { createNamespaces } from "./namespaces.ts";
import { referencesOf } from "./references.ts";
import type { FoundFile } from "./tree.ts";

/** How long to wait for what, in milliseconds. */
export interface Patience {
  /** After the last event, when one file changed: the rest of its own writing. */
  readonly oneFile: number;
  /** After the last event, when several files changed: the rest of the files. */
  readonly manyFiles: number;
  /** Since an object vanished from its file: its appearance in another. */
  readonly missing: number;
  /** The same, when its whole folder was replaced. */
  readonly missingWithFolder: number;
  /** Since a text became broken: the rest of its writing. */
  readonly broken: number;
  /** Since a text ended in the middle of a line: the same. */
  readonly unfinished: number;
  /** Since an object named another that does not exist: its appearance. */
  readonly dangling: number;
  /** After the last event, while something of the above is waited for. */
  readonly quiet: number;
  /** Longest wait while events keep coming: with nothing to wait for, and with something. */
  readonly longest: number;
  readonly longestIncomplete: number;
}

/** Values that editors, `git checkout`, `sed -i` and buffered writers need, with room for a busy machine. */
export const patience: Patience = {
  oneFile: 2,
  manyFiles: 12,
  missing: 100,
  missingWithFolder: 500,
  broken: 100,
  unfinished: 30,
  dangling: 60,
  quiet: 15,
  longest: 250,
  longestIncomplete: 2000,
};

/** One consistent change. */
export interface Settled {
  readonly upserts: readonly Resource[];
  readonly deletes: readonly ResourceId[];
  /** All problems as they are now. */
  readonly reports: readonly Report[];
}

/**
 * Turns what happens to files into consistent changes. Time comes from outside: milliseconds of any monotonic clock.
 *
 * What is on disk is taken at once when it is complete: it can be read, nothing vanished, nothing new refers to nothing.
 * Otherwise somebody is probably in the middle of something, and the whole change waits, a little, for its other half.
 * When the patience is over, what is on disk is the truth.
 */
export interface Settle {
  found(files: readonly FoundFile[], now: number): void;
  /** When to call `take`; absent: there is nothing to take. */
  due(): number | undefined;
  take(): Settled;
  /** Objects in force. */
  readonly size: number;
}

/** Starts with no file and no object. */
export function createSettle(readDocuments: ReadDocuments, wait: Patience): Settle {
  const claims = createClaims();
  /** By path: as last taken, and as last read. They differ for the paths in `touchedFiles`. */
  const taken = new Map<string, Manifest>();
  const latest = new Map<string, Manifest>();
  const inForce = new Map<string, Resource>();
  const namespaces = createNamespaces();
  const touchedFiles = new Set<string>();
  const touchedIds = new Set<string>();
  const goneWithFolder = new Set<string>();
  /** References of objects in force that lead nowhere: they are not waited for again. */
  const knownDangling = new Map<string, ReadonlySet<string>>();
  /** At the first take nothing is in force that could break: only half-written files are waited for. */
  let started = false;
  let waitingFor = new Map<string, { readonly since: number; readonly patience: number }>();
  let firstEvent = 0;
  let lastEvent = 0;

  const read = (file: FoundFile): void => {
    const before = latest.get(file.path);
    const after = readManifest(file, taken.get(file.path), readDocuments);
    for (const id of claims.replace(before, after)) {
      touchedIds.add(id);
      if (file.folderIsNew) goneWithFolder.add(id);
      else goneWithFolder.delete(id);
    }
    touchedFiles.add(file.path);
    latest.set(file.path, after);
  };

  const dangling = (resource: Resource): string[] =>
    referencesOf(resource)
      .map(placeKeyOf)
      .filter((id) => !claims.winner(id) && !inForce.has(id));

  const incomplete = function* (): Iterable<[string, number]> {
    for (const path of touchedFiles) {
      const now = latest.get(path);
      const before = taken.get(path);
      if (now && now.brokenAs !== "" && now.brokenAs !== before?.brokenAs)
        yield [`broken ${path} ${now.brokenAs}`, wait.broken];
      // A file that has always ended like this is written by somebody who likes it so.
      if (now?.unfinished && !before?.unfinished) yield [`unfinished ${path}`, wait.unfinished];
    }
    for (const id of touchedIds) {
      const winner = claims.winner(id);
      if (!winner && inForce.has(id))
        yield [`missing ${id}`, goneWithFolder.has(id) ? wait.missingWithFolder : wait.missing];
      if (winner && started && winner.resource !== inForce.get(id))
        for (const to of dangling(winner.resource))
          if (!knownDangling.get(id)?.has(to)) yield [`dangling ${id} ${to}`, wait.dangling];
    }
  };

  return {
    found(files, now) {
      if (files.length === 0) return;
      if (touchedFiles.size === 0) firstEvent = now;
      lastEvent = now;
      for (const file of files) read(file);
      const still = new Map<string, { since: number; patience: number }>();
      for (const [what, patience] of incomplete())
        still.set(what, { since: waitingFor.get(what)?.since ?? now, patience });
      waitingFor = still;
    },
    due() {
      if (touchedFiles.size === 0) return undefined;
      const gathering = lastEvent + (touchedFiles.size > 1 ? wait.manyFiles : wait.oneFile);
      let due = started ? Math.min(gathering, firstEvent + wait.longest) : lastEvent;
      for (const { since, patience } of waitingFor.values()) {
        const patient = Math.max(since + patience, lastEvent + Math.min(patience, wait.quiet));
        due = Math.max(due, Math.min(patient, since + wait.longestIncomplete));
      }
      return due;
    },
    take() {
      const upserts: Resource[] = [];
      const deletes: ResourceId[] = [];
      for (const id of [...touchedIds].sort()) {
        const before = inForce.get(id);
        const now = claims.winner(id)?.resource;
        if (now === before || dequal(now, before)) continue;
        knownDangling.delete(id);
        if (before) namespaces.leave(before);
        if (now) {
          namespaces.enter(now);
          inForce.set(id, now);
          upserts.push(now);
        } else if (before) {
          inForce.delete(id);
          deletes.push(idOf(before));
        }
      }
      for (const resource of upserts) {
        const nowhere = dangling(resource);
        if (nowhere.length > 0) knownDangling.set(placeKeyOf(idOf(resource)), new Set(nowhere));
      }
      for (const path of touchedFiles) {
        const manifest = latest.get(path);
        if (!manifest) continue;
        if (isEmpty(manifest)) {
          taken.delete(path);
          latest.delete(path);
        } else taken.set(path, manifest);
      }
      touchedFiles.clear();
      touchedIds.clear();
      goneWithFolder.clear();
      waitingFor = new Map();
      started = true;
      const implied = namespaces.changes();
      return {
        upserts: [...implied.upserts, ...upserts.filter(({ kind }) => kind !== "Namespace")],
        deletes: [...deletes.filter(({ kind }) => kind !== "Namespace"), ...implied.deletes],
        reports: [...reportsOf(latest.values()), ...claims.duplicates()],
      };
    },
    get size() {
      return inForce.size;
    },
  };
}

function isEmpty(manifest: Manifest): boolean {
  return manifest.objects.size === 0 && manifest.kept.size === 0 && manifest.problems.length === 0;
}

/** In the order of the files, whatever order they were read in. */
function reportsOf(manifests: Iterable<Manifest>): readonly Report[] {
  const withProblems = [...manifests].filter((manifest) => manifest.problems.length > 0);
  return withProblems.sort((a, b) => (a.rank < b.rank ? -1 : 1)).flatMap((manifest) => manifest.problems);
}
