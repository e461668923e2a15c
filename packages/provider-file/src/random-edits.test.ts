import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProviderEvent, placeKeyOf, type Resource } from "@sluice/resources";
import fc from "fast-check";
import { expect, it } from "vitest";
import { fileProvider } from "./provide.ts";

/** What people do to files; `pick` numbers choose among what is there. */
type Operation =
  | { readonly kind: "add"; readonly file: number; readonly object: number; readonly value: number }
  | { readonly kind: "change"; readonly pick: number; readonly value: number }
  | { readonly kind: "remove"; readonly pick: number }
  | { readonly kind: "move"; readonly pick: number; readonly to: number }
  | { readonly kind: "rename"; readonly pick: number; readonly to: number }
  | { readonly kind: "delete"; readonly pick: number }
  | { readonly kind: "halfWrite"; readonly pick: number; readonly share: number }
  | { readonly kind: "slowWrite"; readonly pick: number; readonly share: number }
  | { readonly kind: "saveByRename"; readonly pick: number; readonly value: number }
  | { readonly kind: "pause"; readonly ms: number };

const number = fc.nat({ max: 11 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("add" as const), file: number, object: number, value: number }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("change" as const), pick: number, value: number }) },
  fc.record({ kind: fc.constant("remove" as const), pick: number }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("move" as const), pick: number, to: number }) },
  fc.record({ kind: fc.constant("rename" as const), pick: number, to: number }),
  fc.record({ kind: fc.constant("delete" as const), pick: number }),
  fc.record({ kind: fc.constant("halfWrite" as const), pick: number, share: number }),
  fc.record({ kind: fc.constant("slowWrite" as const), pick: number, share: number }),
  fc.record({ kind: fc.constant("saveByRename" as const), pick: number, value: number }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pause" as const), ms: fc.constantFrom(0, 1, 5, 30) }) },
);

/** The files as they are meant to be: by name, the value of each object. */
type Files = Map<string, Map<string, number>>;

function toText(objects: ReadonlyMap<string, number>): string {
  const documents = [...objects].map(
    ([name, value]) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: "${value}"\n`,
  );
  return documents.length === 0 ? "# nothing\n" : documents.join("---\n");
}

/** Does to the folder what the operation says; `files` follows. Returns what is to be waited for. */
function apply(operation: Operation, folder: string, files: Files): number {
  const fileName = (index: number): string => `f${index % 5}.yaml`;
  const at = (name: string): string => join(folder, name);
  const save = (name: string): void => writeFileSync(at(name), toText(files.get(name) ?? new Map()));
  const names = [...files.keys()];
  const owner = (pick: number): [string, string] | undefined => {
    const all = names.flatMap((name) =>
      [...(files.get(name)?.keys() ?? [])].map((key): [string, string] => [name, key]),
    );
    return all[pick % all.length];
  };
  switch (operation.kind) {
    case "add": {
      const name = fileName(operation.file);
      const object = `o${operation.object}`;
      if ([...files.values()].some((objects) => objects.has(object))) return 0;
      files.set(name, new Map([...(files.get(name) ?? []), [object, operation.value]]));
      save(name);
      return 0;
    }
    case "change":
    case "saveByRename": {
      const [name, object] = owner(operation.pick) ?? [];
      if (name === undefined || object === undefined) return 0;
      files.get(name)?.set(object, operation.value);
      if (operation.kind === "change") save(name);
      else {
        writeFileSync(at(`.${name}.new`), toText(files.get(name) ?? new Map()));
        renameSync(at(`.${name}.new`), at(name));
      }
      return 0;
    }
    case "remove": {
      const [name, object] = owner(operation.pick) ?? [];
      if (name === undefined || object === undefined) return 0;
      files.get(name)?.delete(object);
      save(name);
      return 0;
    }
    case "move": {
      const [from, object] = owner(operation.pick) ?? [];
      const to = fileName(operation.to);
      if (from === undefined || object === undefined || from === to) return 0;
      files.set(to, new Map([...(files.get(to) ?? []), [object, files.get(from)?.get(object) ?? 0]]));
      files.get(from)?.delete(object);
      // Both orders occur: first gone, or first twice.
      for (const name of operation.pick % 2 === 0 ? [from, to] : [to, from]) save(name);
      return 0;
    }
    case "rename": {
      const from = names[operation.pick % names.length];
      const to = fileName(operation.to);
      if (from === undefined || files.has(to)) return 0;
      files.set(to, files.get(from) ?? new Map());
      files.delete(from);
      renameSync(at(from), at(to));
      return 0;
    }
    case "delete": {
      const name = names[operation.pick % names.length];
      if (name === undefined) return 0;
      files.delete(name);
      unlinkSync(at(name));
      return 0;
    }
    case "halfWrite": {
      const name = names[operation.pick % names.length];
      const text = toText(files.get(name ?? "") ?? new Map());
      if (name !== undefined) writeFileSync(at(name), text.slice(0, (text.length * operation.share) / 12));
      return 0;
    }
    case "slowWrite": {
      const name = names[operation.pick % names.length];
      if (name === undefined) return 0;
      const text = toText(files.get(name) ?? new Map());
      writeFileSync(at(name), text.slice(0, (text.length * operation.share) / 12));
      return 3;
    }
    case "pause":
      return operation.ms;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The objects in force after some events. */
function fold(events: readonly ProviderEvent[]): Record<string, Resource> {
  const objects: Record<string, Resource> = {};
  for (const event of events) {
    if (event.kind !== "changed") continue;
    for (const resource of event.upserts) objects[`${resource.kind}/${resource.key}`] = resource;
    for (const id of event.deletes) delete objects[placeKeyOf(id)];
  }
  return objects;
}

function freshRead(folder: string): Record<string, Resource> {
  const events: ProviderEvent[] = [];
  const options = { paths: [folder], pollMs: 0, defaultNamespace: "n" };
  fileProvider(options)
    .watch()
    .subscribe((event) => events.push(event))
    .unsubscribe();
  return fold(events);
}

it("ends where a fresh read begins, and never drops what is there before and after", { timeout: 120_000 }, async () => {
  let deletions = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(operation, { maxLength: 8 }), { minLength: 1, maxLength: 3 }),
      async (rounds) => {
        const folder = join(mkdtempSync(join(tmpdir(), "sluice-random-")), "m");
        mkdirSync(folder);
        const files: Files = new Map([["f0.yaml", new Map([["o0", 0], ["o1", 0]])], ["f1.yaml", new Map([["o2", 0]])]]); // biome-ignore format: short
        for (const [name, objects] of files) writeFileSync(join(folder, name), toText(objects));
        const events: ProviderEvent[] = [];
        const watching = fileProvider({ paths: [folder], pollMs: 0, defaultNamespace: "n" })
          .watch()
          .subscribe((event) => events.push(event));
        try {
          for (const round of rounds) {
            // An object that no operation of the round removes must be in force all the time.
            const begun = events.length;
            const through = new Set([...files.values()].flatMap((objects) => [...objects.keys()]));
            for (const operation of round) {
              const ms = apply(operation, folder, files);
              if (ms > 0) await sleep(ms);
              const there = new Set([...files.values()].flatMap((objects) => [...objects.keys()]));
              for (const name of through) if (!there.has(name)) through.delete(name);
            }
            // Whoever left a file half-written finishes.
            for (const [name, objects] of files) writeFileSync(join(folder, name), toText(objects));
            await expect.poll(() => fold(events), { interval: 3, timeout: 5000 }).toEqual(freshRead(folder));
            for (const event of events.slice(begun)) {
              if (event.kind !== "changed") continue;
              deletions += event.deletes.length;
              expect(event.deletes.filter(({ name }) => through.has(name))).toEqual([]);
            }
          }
          expect(events.flatMap((event) => (event.kind === "reports" ? [event.reports] : [])).at(-1) ?? []).toEqual([]);
        } finally {
          watching.unsubscribe();
          rmSync(join(folder, ".."), { recursive: true });
        }
      },
    ),
    { numRuns: 40, seed: Number(process.env.SEED ?? 1) },
  );
  // The property would hold for a provider that never deletes, if nothing were ever removed for good.
  expect(deletions).toBeGreaterThan(10);
});
