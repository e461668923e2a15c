import { expect, it } from "vitest";
import type { Logging } from "./config/config.ts";
import { type Entry, openLog } from "./log.ts";

function written(logging: Partial<Logging>, ...entries: Entry[]): string[] {
  const lines: string[] = [];
  const log = openLog({ format: "text", level: "info", levels: {}, ...logging }, { write: (text) => lines.push(text) });
  for (const entry of entries) log(entry);
  return lines;
}

const entry = (level: Entry["level"], text: string, part = "provider"): Entry => ({ part, level, text });

it("writes a line for people, naming only what is not usual", () => {
  const lines = written({}, entry("info", "a"), entry("warn", "b"), entry("error", "c", "xds-server"));
  expect(lines.map((line) => line.replace(/^[\d:.]{12}/, "TIME"))).toEqual([
    "TIME provider       a\n",
    "TIME provider       warning b\n",
    "TIME xds-server     error c\n",
  ]);
});

it("sets further lines of a text below the first", () => {
  expect(written({}, entry("info", "a\nb"))[0]).toMatch(/ a\n {28}b\n$/);
});

it("uses colours only where they are wanted", () => {
  expect(written({ format: "pretty" }, entry("error", "a"))[0]).toContain("\u001b[31merror");
  expect(written({ format: "text" }, entry("error", "a"))[0]).not.toContain("\u001b");
});

it("writes JSON for programs, with the fields", () => {
  const [line = ""] = written({ format: "json" }, { ...entry("warn", "a"), fields: { object: "x" } });
  expect(JSON.parse(line)).toEqual({ level: 40, time: expect.any(Number), part: "provider", object: "x", msg: "a" });
});

it("passes others' lines on to programs, if they are loud enough", () => {
  const line: Entry = { ...entry("info", "short", "access-log"), raw: '{"method":"GET"}' };
  expect(written({ format: "json" }, line)).toEqual(['{"method":"GET"}\n']);
  expect(written({ format: "json", levels: { "access-log": "error" } }, line)).toEqual([]);
  expect(written({ format: "text" }, line)[0]).toContain("access-log     short");
});

it("leaves out what is not loud enough, part by part", () => {
  const levels = { provider: "debug", "xds-server": "error" } as const;
  const lines = written(
    { level: "warn", levels },
    entry("debug", "1"),
    entry("warn", "2", "xds-server"),
    entry("info", "3", "status"),
    entry("warn", "4", "status"),
  );
  expect(lines.map((line) => line.trim().split(" ").at(-1))).toEqual(["1", "4"]);
});

it("knows what would be heard", () => {
  const log = openLog({ format: "text", level: "info", levels: { status: "error" } }, { write: () => {} });
  expect([log.hears("provider", "info"), log.hears("provider", "debug"), log.hears("status", "warn")]).toEqual([
    true,
    false,
    false,
  ]);
});
