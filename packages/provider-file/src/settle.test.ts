import { placeKeyOf, type Resource } from "@sluice/resources";
import { beforeEach, describe, expect, it } from "vitest";
import type { ManifestDocument } from "./manifest.ts";
import { createSettle, patience, type Settle, type Settled } from "./settle.ts";
import type { FoundFile } from "./tree.ts";

/**
 * A small language for documents between `---` lines: `a=1` is a Service in namespace n, `a>b` an HTTPRoute to Service b,
 * `a!` a broken Service and `!` something broken without a name.
 */
function readDocuments(path: string, text: string): ManifestDocument[] {
  const parts = text.split("---\n").filter((part) => part.trim() !== "" && !part.startsWith("#"));
  return parts.map((part, index) => readDocument(path, part.trim(), index + 1));
}

function readDocument(path: string, text: string, line: number): ManifestDocument {
  const broken = /^(\w*)!(.*)$/.exec(text);
  if (broken)
    return {
      objects: [],
      broken: [broken[1] ? { kind: "Service", namespace: "n", name: broken[1] } : undefined],
      problems: [
        {
          key: `${path}:${line}`,
          about: { group: "", kind: "", namespace: "", name: "" },
          severity: "error",
          problem: { kind: "syntax", message: `broken: ${broken[2]}`, place: { file: path, line } },
        },
      ],
    };
  const [, name = "", sign, value = ""] = /^(\w+)([=>])(.*)$/.exec(text) ?? [];
  const metadata = { name, namespace: "n", labels: {}, annotations: { value } };
  const resource: Resource =
    sign === ">"
      ? { key: `n/${name}`, kind: "HTTPRoute", metadata, spec: { rules: [{ backendRefs: [{ name: value }] }] } }
      : { key: `n/${name}`, kind: "Service", metadata };
  return {
    objects: [{ id: placeKeyOf({ ...metadata, kind: resource.kind }), resource, line }],
    broken: [],
    problems: [],
  };
}

let settle: Settle;
let now: number;
/** Name and value of everything that was delivered and not taken back. */
let inForce: Map<string, string>;

beforeEach(() => {
  settle = createSettle(readDocuments, patience);
  now = 0;
  inForce = new Map();
});

function file(path: string, text: string | undefined, folderIsNew = false): FoundFile {
  const content = text === undefined ? { kind: "absent" as const } : { kind: "text" as const, text };
  return { path, rank: `0000/${path}`, content, folderIsNew };
}

/** Files with these texts, `undefined` for a file that is gone, at this time. */
function at(time: number, files: Readonly<Record<string, string | undefined>>): void {
  now = time;
  settle.found(
    Object.entries(files).map(([path, text]) => file(path, text)),
    now,
  );
}

function take(): Settled {
  const settled = settle.take();
  for (const { kind, metadata } of settled.upserts)
    if (kind !== "Namespace") inForce.set(metadata.name, metadata.annotations.value ?? "");
  for (const { kind, name } of settled.deletes) if (kind !== "Namespace") inForce.delete(name);
  return settled;
}

function begin(files: Readonly<Record<string, string>>): void {
  at(0, files);
  take();
}

const wait = (): number => (settle.due() ?? Number.NaN) - now;
const state = (): Record<string, string> => Object.fromEntries(inForce);

describe("what is complete is taken", () => {
  it("at once at the start", () => {
    at(0, { "a.yaml": "a=1\n", "b.yaml": "b>nowhere\n" });
    expect(wait()).toBe(0);
    take();
    expect(state()).toEqual({ a: "1", b: "nowhere" });
  });

  it("after the rest of its own writing when one file changes", () => {
    begin({ "a.yaml": "a=1\n" });
    at(1000, { "a.yaml": "a=2\n" });
    expect(wait()).toBe(patience.oneFile);
    expect(take().upserts).toHaveLength(1);
    expect(settle.due()).toBeUndefined();
  });

  it("after the rest of the files when several change, but not later than the longest wait", () => {
    begin({ "a.yaml": "a=1\n", "b.yaml": "b=1\n" });
    at(1000, { "a.yaml": "a=2\n" });
    at(1001, { "b.yaml": "b=2\n" });
    expect(wait()).toBe(patience.manyFiles);
    for (let t = 1010; t < 1250; t += 10) at(t, { "b.yaml": `b=${t}\n` });
    expect(wait()).toBe(1000 + patience.longest - 1240);
  });

  it("as one change, however many files are in it", () => {
    begin({ "a.yaml": "a=1\n", "b.yaml": "b=1\n", "c.yaml": "c=1\n" });
    at(1000, { "a.yaml": "a=2\n" });
    at(1001, { "b.yaml": "b=2\n", "c.yaml": undefined, "d.yaml": "c=1\n" });
    expect(take().upserts.map((resource) => resource.metadata.name)).toEqual(["a", "b"]);
    expect(state()).toEqual({ a: "2", b: "2", c: "1" });
  });

  it("in silence when it says the same", () => {
    begin({ "a.yaml": "a=1\n" });
    at(1000, { "a.yaml": "a=2\n" });
    at(1001, { "a.yaml": "# again\n---\na=1\n" });
    expect(take()).toMatchObject({ upserts: [], deletes: [] });
  });
});

describe("what vanishes", () => {
  it("is removed after its patience", () => {
    begin({ "a.yaml": "a=1\n---\nb=1\n" });
    at(1000, { "a.yaml": "a=1\n" });
    expect(wait()).toBe(patience.missing);
    expect(take().deletes).toEqual([{ kind: "Service", namespace: "n", name: "b" }]);
  });

  it("is not missed once it is back in another file, and what came with it is in the same change", () => {
    begin({ "a.yaml": "a=1\n---\nb=1\n" });
    at(1000, { "a.yaml": "a=2\n" });
    at(1030, { "b.yaml": "b=1\n" });
    expect(wait()).toBe(patience.manyFiles);
    expect(take().deletes).toEqual([]);
    expect(state()).toEqual({ a: "2", b: "1" });
  });

  it("is waited for as long as files keep changing, within reason", () => {
    begin({ "a.yaml": "a=1\n" });
    at(1000, { "a.yaml": undefined });
    for (let t = 1010; t <= 1500; t += 10) at(t, { [`f${t}.yaml`]: "b=1\n" });
    expect(wait()).toBe(patience.quiet);
    for (let t = 1510; t <= 2995; t += 5) at(t, { [`f${t}.yaml`]: "b=1\n" });
    expect(wait()).toBe(1000 + patience.longestIncomplete - 2995);
  });

  it("is waited for longer when its folder was replaced", () => {
    begin({ "a.yaml": "a=1\n" });
    now = 1000;
    settle.found([file("a.yaml", undefined, true)], now);
    expect(wait()).toBe(patience.missingWithFolder);
  });
});

describe("what is broken", () => {
  it("keeps its last good object, while the rest of the file is applied", () => {
    begin({ "a.yaml": "a=1\n---\nb=1\n---\nc=1\n" });
    at(1000, { "a.yaml": "a=2\n---\nb! port\n---\nc=2\n" });
    expect(wait()).toBe(patience.broken);
    const { reports } = take();
    expect(reports.map((report) => report.problem.message)).toEqual(["broken:  port"]);
    expect(state()).toEqual({ a: "2", b: "1", c: "2" });
  });

  it("lets others of the file be removed, as long as its name is known", () => {
    begin({ "a.yaml": "a=1\n---\nb=1\n---\nc=1\n" });
    at(1000, { "a.yaml": "b!\n---\nc=1\n" });
    take();
    expect(state()).toEqual({ b: "1", c: "1" });
  });

  it.each([
    ["an end without a name", "a=2\n---\n!"],
    ["an end with a name", "a=2\n---\nb!"],
    ["a document without a name", "!\n---\na=2\n"],
  ])("keeps what a half-written file does not name any more: %s", (_, text) => {
    begin({ "a.yaml": "a=1\n---\nb=1\n---\nc=1\n" });
    at(1000, { "a.yaml": text });
    const { reports } = take();
    expect(state()).toEqual({ a: "2", b: "1", c: "1" });
    expect(reports.at(-1)?.problem.message).toContain("what is not in it any more stays in force: Service");
  });

  it("keeps what an empty file had, and says so; a comment is an answer", () => {
    begin({ "a.yaml": "a=1\n" });
    at(1000, { "a.yaml": "" });
    expect(wait()).toBe(patience.broken);
    expect(take().reports[0]?.problem.message).toBe("The file is empty; its object from before stays in force.");
    expect(state()).toEqual({ a: "1" });
    at(2000, { "a.yaml": "# nothing here\n" });
    expect(take().reports).toEqual([]);
    expect(state()).toEqual({});
  });

  it("keeps what an unreadable file had", () => {
    begin({ "a.yaml": "a=1\n" });
    settle.found([{ ...file("a.yaml", ""), content: { kind: "unreadable", message: "cannot be read" } }], 1000);
    expect(take().reports[0]?.problem.message).toBe("The file cannot be read.");
    expect(state()).toEqual({ a: "1" });
  });

  it("gives way to an intact definition in any file", () => {
    begin({ "a.yaml": "a=1\n---\nb=1\n" });
    at(1000, { "a.yaml": "a=1\n---\n!\n" });
    take();
    at(2000, { "z.yaml": "b=2\n" });
    expect(take().reports.filter(({ problem }) => problem.kind === "duplicateObject")).toEqual([]);
    expect(state()).toEqual({ a: "1", b: "2" });
  });

  it("is waited for only once", () => {
    begin({ "a.yaml": "a=1\n" });
    at(1000, { "a.yaml": "a!\n" });
    take();
    at(2000, { "b.yaml": "b=1\n" });
    expect(wait()).toBe(patience.oneFile);
  });

  it("is forgotten when its file is removed", () => {
    begin({ "a.yaml": "a=1\n" });
    at(1000, { "a.yaml": "!\n" });
    take();
    at(2000, { "a.yaml": undefined });
    expect(take().reports).toEqual([]);
    expect(state()).toEqual({});
  });
});

describe("what looks unfinished", () => {
  it("a text that stops within a line is waited for, unless it always did", () => {
    begin({ "a.yaml": "a=1\n", "b.yaml": "b=1" });
    at(1000, { "a.yaml": "a=2" });
    expect(wait()).toBe(patience.quiet * 2);
    take();
    at(2000, { "b.yaml": "b=2" });
    expect(wait()).toBe(patience.oneFile);
  });

  it("a new reference to nothing is waited for once", () => {
    begin({ "a.yaml": "a=1\n" });
    at(1000, { "r.yaml": "r>b\n" });
    expect(wait()).toBe(patience.dangling);
    at(1010, { "b.yaml": "b=1\n" });
    expect(wait()).toBe(patience.manyFiles);
    take();
    at(2000, { "r.yaml": "r>c\n" });
    take();
    at(3000, { "r.yaml": "# the same\n---\nr>c\n" });
    expect(wait()).toBe(patience.oneFile);
  });
});

describe("one object in two files", () => {
  it("belongs to the first, the other is a problem and takes over without a gap", () => {
    begin({ "b.yaml": "a=2\n", "a.yaml": "x=1\n---\na=1\n" });
    expect(state()).toEqual({ x: "1", a: "1" });
    at(1000, { "c.yaml": "a=3\n" });
    expect(take().reports.map(({ problem }) => [problem.message, problem.place])).toEqual([
      ["Service n/a is also written in line 2 of a.yaml; that one counts.", { file: "b.yaml", line: 1 }],
      ["Service n/a is also written in line 2 of a.yaml; that one counts.", { file: "c.yaml", line: 1 }],
    ]);
    at(2000, { "a.yaml": "x=1\n" });
    expect(wait()).toBe(patience.oneFile);
    expect(take().deletes).toEqual([]);
    expect(state()).toEqual({ x: "1", a: "2" });
  });

  it("is a problem within one file, too", () => {
    begin({});
    at(1000, { "a.yaml": "a=1\n---\na=2\n" });
    expect(take().reports.map(({ problem }) => problem.place)).toEqual([{ file: "a.yaml", line: 1 }]);
    expect(state()).toEqual({ a: "2" });
  });
});

it("makes a Namespace for every namespace that is used", () => {
  at(0, { "a.yaml": "a=1\n---\nb=1\n" });
  expect(take().upserts[0]).toEqual({
    key: "n",
    kind: "Namespace",
    metadata: { name: "n", namespace: "", labels: { "kubernetes.io/metadata.name": "n" }, annotations: {} },
  });
  at(1000, { "a.yaml": "# empty\n" });
  expect(take().deletes.at(-1)).toEqual({ kind: "Namespace", namespace: "", name: "n" });
});
