import { renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Change, Collection } from "@sluice/collections";
import { apiVersionOf, isKindName } from "@sluice/resources";
import { Observable } from "rxjs";
import { stringify } from "yaml";
import { reasonOf } from "./read-file.ts";
import { type StatusLine, statusLines, type WrittenStatus } from "./status-lines.ts";

/** Where statuses go besides the terminal. */
export interface WriteStatusesOptions {
  /** A file that always holds all statuses as a YAML stream; it is replaced, never half-written. */
  readonly file?: string;
}

/** What happened to statuses, for whoever shows it. */
export type StatusEvent =
  /** Conditions of objects that are new or different; `more` conditions are fine and were left out for length. */
  | { readonly kind: "statuses"; readonly lines: readonly StatusLine[]; readonly more: number }
  /** The file cannot be written. */
  | { readonly kind: "problem"; readonly message: string };

/** A change of more conditions than this is summed up: only what is bad is told one by one. */
const longList = 20;

/** Rest between two writes of the file, in milliseconds: it is for people and scripts, not for a stream. */
const restMs = 500;

/** Tells what changes in statuses and keeps the file, as long as somebody listens. */
export function writeStatuses<T extends WrittenStatus>(
  statuses: Collection<T>,
  options: WriteStatusesOptions = {},
): Observable<StatusEvent> {
  return new Observable((subscriber) => {
    const told = new Map<string, WrittenStatus>();
    const file = options.file === undefined ? undefined : createStatusFile(options.file);
    let timer: NodeJS.Timeout | undefined;

    const write = (): void => {
      timer = undefined;
      const message = file?.write();
      if (message !== undefined) subscriber.next({ kind: "problem", message });
    };

    const subscription = statuses.changes$.subscribe((changes) => {
      const lines = changes.flatMap((change) => linesOf(change, told));
      const shown = lines.length > longList ? lines.filter((line) => line.bad) : lines;
      if (lines.length > 0) subscriber.next({ kind: "statuses", lines: shown, more: lines.length - shown.length });
      if (!file) return;
      file.apply(changes);
      timer ??= setTimeout(write, restMs);
    });
    return () => {
      subscription.unsubscribe();
      if (!timer) return;
      clearTimeout(timer);
      file?.write();
    };
  });
}

function linesOf(change: Change<WrittenStatus>, told: Map<string, WrittenStatus>): readonly StatusLine[] {
  switch (change.kind) {
    case "set": {
      const before = told.get(change.key);
      told.set(change.key, change.value);
      return statusLines(change.value, before);
    }
    case "delete":
      told.delete(change.key);
      return [];
  }
}

interface StatusFile {
  apply(changes: readonly Change<WrittenStatus>[]): void;
  /** Replaces the file; returns what went wrong. */
  write(): string | undefined;
}

function createStatusFile(path: string): StatusFile {
  const documents = new Map<string, string>();
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  return {
    apply(changes) {
      for (const change of changes) {
        if (change.kind === "set") documents.set(change.key, toDocument(change.value));
        else documents.delete(change.key);
      }
    },
    write() {
      const keys = [...documents.keys()].sort();
      try {
        writeFileSync(temporary, keys.map((key) => documents.get(key)).join("---\n"));
        renameSync(temporary, path);
        return undefined;
      } catch (error) {
        return `statuses cannot be written to ${path}: ${reasonOf(error)}`;
      }
    },
  };
}

function toDocument({ kind, namespace, name, status }: WrittenStatus): string {
  const apiVersion = isKindName(kind) ? apiVersionOf(kind) : undefined;
  const metadata = namespace === "" ? { name } : { name, namespace };
  return stringify({ ...(apiVersion === undefined ? {} : { apiVersion }), kind, metadata, status });
}
