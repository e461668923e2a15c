import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subscription } from "rxjs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Sight, watchFiles } from "./watch.ts";

let base: string;
let watching: Subscription | undefined;
let sights: Sight[];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "sluice-watch-"));
  sights = [];
});

afterEach(() => {
  watching?.unsubscribe();
  rmSync(base, { recursive: true, force: true });
});

const at = (...parts: string[]): string => join(base, ...parts);

function start(...paths: string[]): void {
  watching = watchFiles({ paths, pollMs: 0 }).subscribe((sight) => sights.push(sight));
}

/** What is known to be in each file: the newest text, or in angle brackets what else. */
function known(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { path, content } of sights.flatMap((sight) => sight.files)) {
    if (content.kind === "text") files[path.slice(base.length + 1)] = content.text;
    else if (content.kind === "absent") delete files[path.slice(base.length + 1)];
    else files[path.slice(base.length + 1)] = `<${content.message}>`;
  }
  return files;
}

const lost = (): readonly string[] => sights.at(-1)?.lost ?? [];

const see = (expected: Record<string, string>) => expect.poll(known, { interval: 2 }).toEqual(expected);

it("finds manifests at the top of a folder and nothing else", () => {
  for (const name of ["a.yaml", "b.yml", "c.json", "d.YAML", ".hidden.yaml", "notes.txt", "e.yaml~", ".a.yaml.swp"])
    writeFileSync(at(name), name);
  mkdirSync(at("below"));
  writeFileSync(at("below", "f.yaml"), "below");
  mkdirSync(at("folder.yaml"));
  start(base);
  expect(known()).toEqual({ "a.yaml": "a.yaml", "b.yml": "b.yml", "c.json": "c.json", "d.YAML": "d.YAML" });
});

it("reads a listed file whatever it is called", () => {
  writeFileSync(at("manifests"), "x");
  start(at("manifests"));
  expect(known()).toEqual({ manifests: "x" });
});

it("gives a file that two paths name to the first of them", () => {
  writeFileSync(at("a.yaml"), "x");
  writeFileSync(at("b.yaml"), "y");
  start(at("b.yaml"), base);
  expect(sights.flatMap((sight) => sight.files.map((file) => [file.path, file.rank]))).toEqual([
    [at("b.yaml"), "0000/b.yaml"],
    [at("a.yaml"), "0001/a.yaml"],
  ]);
});

/** How people and programs change files: what is there before, what they do, what is there afterwards. */
const changes: [title: string, before: () => void, change: () => void, after: Record<string, string>][] = [
  [
    "a save in place",
    () => writeFileSync(at("a.yaml"), "1"),
    () => writeFileSync(at("a.yaml"), "2"),
    { "a.yaml": "2" },
  ],
  [
    "a save of the same length within the clock's tick",
    () => writeFileSync(at("a.yaml"), "1"),
    () => {
      writeFileSync(at("a.yaml"), "2");
      writeFileSync(at("a.yaml"), "3");
    },
    { "a.yaml": "3" },
  ],
  [
    "a save by rename",
    () => writeFileSync(at("a.yaml"), "1"),
    () => {
      writeFileSync(at(".a.yaml.tmp"), "2");
      renameSync(at(".a.yaml.tmp"), at("a.yaml"));
    },
    { "a.yaml": "2" },
  ],
  [
    "a save as vim does it",
    () => writeFileSync(at("a.yaml"), "1"),
    () => {
      renameSync(at("a.yaml"), at("a.yaml~"));
      writeFileSync(at("a.yaml"), "2");
      unlinkSync(at("a.yaml~"));
    },
    { "a.yaml": "2" },
  ],
  ["sed -i", () => writeFileSync(at("a.yaml"), "1\n"), () => sed("s/1/2/", at("a.yaml")), { "a.yaml": "2\n" }],
  ["a new file", () => {}, () => writeFileSync(at("a.yaml"), "1"), { "a.yaml": "1" }],
  ["a removed file", () => writeFileSync(at("a.yaml"), "1"), () => unlinkSync(at("a.yaml")), {}],
  [
    "a renamed file",
    () => writeFileSync(at("a.yaml"), "1"),
    () => renameSync(at("a.yaml"), at("b.yaml")),
    { "b.yaml": "1" },
  ],
  [
    "a file renamed to what is no manifest",
    () => writeFileSync(at("a.yaml"), "1"),
    () => renameSync(at("a.yaml"), at("a.yaml.off")),
    {},
  ],
  [
    "a mounted ConfigMap",
    () => {
      mkdirSync(at("..1"));
      writeFileSync(at("..1", "a.yaml"), "1");
      symlinkSync("..1", at("..data"));
      symlinkSync(join("..data", "a.yaml"), at("a.yaml"));
    },
    () => {
      mkdirSync(at("..2"));
      writeFileSync(at("..2", "a.yaml"), "2");
      symlinkSync("..2", at("..data_tmp"));
      renameSync(at("..data_tmp"), at("..data"));
      rmSync(at("..1"), { recursive: true });
    },
    { "a.yaml": "2" },
  ],
  [
    "a link to a file elsewhere, changed there",
    () => {
      mkdirSync(at("elsewhere"));
      writeFileSync(at("elsewhere", "x"), "1");
      symlinkSync(at("elsewhere", "x"), at("a.yaml"));
    },
    () => writeFileSync(at("elsewhere", "x"), "2"),
    { "a.yaml": "2" },
  ],
  [
    "a link that comes to lead nowhere",
    () => {
      mkdirSync(at("elsewhere"));
      writeFileSync(at("elsewhere", "x"), "1");
      symlinkSync(at("elsewhere", "x"), at("a.yaml"));
    },
    () => unlinkSync(at("elsewhere", "x")),
    { "a.yaml": "<is a symbolic link that leads nowhere>" },
  ],
  [
    "text that is not UTF-8",
    () => writeFileSync(at("a.yaml"), "1"),
    () => writeFileSync(at("a.yaml"), Buffer.from([0xff, 0xfe, 0x00])),
    { "a.yaml": "<is not UTF-8 text>" },
  ],
  [
    "a pipe in the place of a file",
    () => writeFileSync(at("a.yaml"), "1"),
    () => {
      unlinkSync(at("a.yaml"));
      execFileSync("mkfifo", [at("a.yaml")]);
    },
    { "a.yaml": "<is not a regular file>" },
  ],
];

function sed(program: string, file: string): void {
  execFileSync("sed", ["-i", program, file]);
}

it.each(changes)("sees %s", async (_, before, change, after) => {
  before();
  start(base);
  change();
  await see(after);
});

it("follows a folder behind a link that is switched, also in the middle of the path", async () => {
  for (const release of ["1", "2"]) {
    mkdirSync(at("releases", release, "manifests"), { recursive: true });
    writeFileSync(at("releases", release, "manifests", "a.yaml"), release);
  }
  symlinkSync(join("releases", "1"), at("current"));
  start(at("current", "manifests"));
  expect(known()).toEqual({ "current/manifests/a.yaml": "1" });
  symlinkSync(join("releases", "2"), at("next"));
  renameSync(at("next"), at("current"));
  await see({ "current/manifests/a.yaml": "2" });
  writeFileSync(at("releases", "2", "manifests", "b.yaml"), "3");
  await see({ "current/manifests/a.yaml": "2", "current/manifests/b.yaml": "3" });
});

it("calls a folder that vanished lost, keeps its files, and finds it again", async () => {
  mkdirSync(at("manifests"));
  writeFileSync(at("manifests", "a.yaml"), "1");
  start(at("manifests"));
  rmSync(at("manifests"), { recursive: true });
  await expect.poll(lost).toEqual([`${at("manifests")}: no such file or folder`]);
  mkdirSync(at("manifests"));
  writeFileSync(at("manifests", "b.yaml"), "2");
  await see({ "manifests/b.yaml": "2" });
  expect(lost()).toEqual([]);
  const gone = sights.flatMap((sight) => sight.files).find((file) => file.content.kind === "absent");
  expect(gone).toMatchObject({ path: at("manifests", "a.yaml"), folderIsNew: true });
  writeFileSync(at("manifests", "b.yaml"), "3");
  await see({ "manifests/b.yaml": "3" });
});

it("waits for a path that does not exist yet, however much of it is missing", async () => {
  start(at("deep", "er", "manifests"));
  expect(lost()).toHaveLength(1);
  mkdirSync(at("deep"));
  mkdirSync(at("deep", "er"));
  mkdirSync(at("deep", "er", "manifests"));
  writeFileSync(at("deep", "er", "manifests", "a.yaml"), "1");
  await see({ "deep/er/manifests/a.yaml": "1" });
  expect(lost()).toEqual([]);
});

it("reads a listed file again after it was away", async () => {
  writeFileSync(at("a.yaml"), "1");
  start(at("a.yaml"));
  renameSync(at("a.yaml"), at("b.yaml"));
  await expect.poll(lost).toHaveLength(1);
  expect(known()).toEqual({ "a.yaml": "1" });
  writeFileSync(at("b.yaml"), "2");
  renameSync(at("b.yaml"), at("a.yaml"));
  await see({ "a.yaml": "2" });
  expect(lost()).toEqual([]);
});

it("does not mention files whose text stays the same", async () => {
  writeFileSync(at("a.yaml"), "1");
  start(base);
  utimesSync(at("a.yaml"), 1, 1);
  chmodSync(at("a.yaml"), 0o600);
  writeFileSync(at("b.yaml"), "2");
  await see({ "a.yaml": "1", "b.yaml": "2" });
  expect(sights.flatMap((sight) => sight.files).filter((file) => file.path === at("a.yaml"))).toHaveLength(1);
});
