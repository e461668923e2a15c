import { describe, expect, it } from "vitest";
import type { LogLine } from "../events.ts";
import { LineCutter, toLogLine } from "./log-line.ts";

describe("toLogLine", () => {
  it.each<[string, LogLine]>([
    [
      "[2026-11-23 13:24:56.089][16218][critical][main] [source/server/server.cc:449] it fails",
      { level: "fatal", component: "main", message: "it fails" },
    ],
    [
      "[2026-11-23 13:24:56.089][7][warning][config] [./source/a_b.h:12] [with] brackets",
      { level: "warn", component: "config", message: "[with] brackets" },
    ],
    ["[2026-11-23 13:24:56.089][7][debug][init] no place", { level: "debug", component: "init", message: "no place" }],
    ["bare text", { level: "info", component: "", message: "bare text" }],
    ["[a][b][c]", { level: "info", component: "", message: "[a][b][c]" }],
  ])("reads %s", (text, expected) => {
    expect(toLogLine(text)).toEqual(expected);
  });

  it("counts a line without a head to the one before", () => {
    const first = toLogLine("[2026-11-23 13:24:56.089][7][error][config] [a.cc:1] two");
    expect(toLogLine("lines", first)).toEqual({ level: "error", component: "config", message: "lines" });
  });
});

describe("LineCutter", () => {
  it("gives whole lines, however they arrive", () => {
    const cutter = new LineCutter();
    expect(cutter.push("a\nb")).toEqual(["a"]);
    expect(cutter.push("c")).toEqual([]);
    expect(cutter.push("\n\nd")).toEqual(["bc"]);
    expect(cutter.end()).toEqual(["d"]);
    expect(cutter.end()).toEqual([]);
  });
});
