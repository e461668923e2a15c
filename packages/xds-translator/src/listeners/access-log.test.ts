import type { AccessLog } from "@sluice/ir";
import { encode } from "@sluice/protos";
import { AccessLog as EnvoyAccessLog } from "@sluice/protos/envoy/config/accesslog/v3/accesslog";
import { describe, expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { type LogPlace, toAccessLogs } from "./access-log.ts";

const text = (more: Partial<AccessLog> = {}): AccessLog => ({
  sink: { kind: "file", path: "/dev/stdout" },
  format: { kind: "text", text: "%PROTOCOL%\n" },
  ...more,
});
const json = (fields: Readonly<Record<string, string>>): AccessLog => text({ format: { kind: "json", fields } });

const toJson = (log: AccessLog, place: LogPlace): unknown =>
  toAccessLogs([log], place).map((one) => checkedJson(EnvoyAccessLog, one));

const file = (logFormat: object) => ({
  name: "envoy.access_loggers.file",
  typedConfig: {
    "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
    path: "/dev/stdout",
    logFormat,
  },
});
const withoutQuery = {
  name: "envoy.formatter.req_without_query",
  typedConfig: { "@type": "type.googleapis.com/envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery" },
};
const cel = (expression: string) => ({
  extensionFilter: {
    name: "envoy.access_loggers.extension_filters.cel",
    typedConfig: {
      "@type": "type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
      expression,
    },
  },
});
const noRoute = { responseFlagFilter: { flags: ["NR"] } };

describe("formats", () => {
  it.each<[string, AccessLog, object]>([
    ["text", text(), { textFormatSource: { inlineString: "%PROTOCOL%\n" } }],
    ["JSON", json({ b: "%PROTOCOL%", a: "%DURATION%" }), { jsonFormat: { a: "%DURATION%", b: "%PROTOCOL%" } }],
    [
      "text with a command of an extension",
      text({ format: { kind: "text", text: "%REQ_WITHOUT_QUERY(:PATH)%" } }),
      { textFormatSource: { inlineString: "%REQ_WITHOUT_QUERY(:PATH)%" }, formatters: [withoutQuery] },
    ],
    [
      "JSON with a command of an extension",
      json({ a: "%PROTOCOL%", b: "%REQ_WITHOUT_QUERY(:PATH):10%" }),
      { jsonFormat: { a: "%PROTOCOL%", b: "%REQ_WITHOUT_QUERY(:PATH):10%" }, formatters: [withoutQuery] },
    ],
  ])("writes %s", (_title, log, expected) => {
    expect(toJson(log, "route")).toEqual([file(expected)]);
  });

  it("gives equal fields equal bytes, in whatever order they are listed", () => {
    const bytes = (fields: Readonly<Record<string, string>>) =>
      toAccessLogs([json(fields)], "route").map((log) => encode(EnvoyAccessLog, log));
    expect(bytes({ a: "1", b: "2" })).toEqual(bytes({ b: "2", a: "1" }));
  });
});

describe("places", () => {
  const plain = file({ textFormatSource: { inlineString: "%PROTOCOL%\n" } });
  it.each<[string, Partial<AccessLog>, object[], object[]]>([
    ["everywhere", {}, [plain], [{ ...plain, filter: noRoute }]],
    ["on routes only", { scope: "route" }, [plain], []],
    ["on listeners only", { scope: "listener" }, [], [plain]],
    ["no expression", { matches: [] }, [plain], [{ ...plain, filter: noRoute }]],
    [
      "one expression",
      { matches: ["a"] },
      [{ ...plain, filter: cel("a") }],
      [{ ...plain, filter: { andFilter: { filters: [cel("a"), noRoute] } } }],
    ],
    [
      "two expressions",
      { matches: ["a", "b"] },
      [{ ...plain, filter: { andFilter: { filters: [cel("a"), cel("b")] } } }],
      [{ ...plain, filter: { andFilter: { filters: [cel("a"), cel("b"), noRoute] } } }],
    ],
    ["one expression on listeners only", { scope: "listener", matches: ["a"] }, [], [{ ...plain, filter: cel("a") }]],
  ])("%s", (_title, change, onRoute, onListener) => {
    expect(toJson(text(change), "route")).toEqual(onRoute);
    expect(toJson(text(change), "listener")).toEqual(onListener);
  });

  it("keeps the order of logs", () => {
    const paths = toAccessLogs([text(), text({ scope: "listener" }), json({})], "listener").map(
      (log) => (checkedJson(EnvoyAccessLog, log).typedConfig as { logFormat: object }).logFormat,
    );
    expect(paths.map((format) => Object.keys(format))).toEqual([
      ["textFormatSource"],
      ["textFormatSource"],
      ["jsonFormat"],
    ]);
  });
});
