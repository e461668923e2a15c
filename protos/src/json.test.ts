import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pack } from "./any.ts";
import { Listener } from "./gen/envoy/config/listener/v3/listener.ts";
import { anyToJson, fromJson, type Json, parseJson, toJson } from "./json.ts";

const fixtures = new URL("../testdata/", import.meta.url);

function fixture(name: string): Json {
  return JSON.parse(readFileSync(new URL(name, fixtures), "utf8"));
}

describe("canonical JSON", () => {
  it.each(readdirSync(fixtures))("goes to bytes and back unchanged: %s", (name) => {
    const json = fixture(name);
    const any = fromJson(json);
    expect(any.value.length).toBeGreaterThan(20);
    expect(anyToJson(any)).toEqual(json);
    const { "@type": _, ...content } = json as { [key: string]: Json };
    expect(toJson(any.typeUrl, any.value)).toEqual(content);
    expect(fromJson(content, any.typeUrl)).toEqual(any);
  });

  it("takes field names as the .proto files spell them", () => {
    const json = { name: "a", per_connection_buffer_limit_bytes: 1 };
    expect(fromJson(json, "envoy.config.listener.v3.Listener")).toEqual(
      pack(Listener, { name: "a", perConnectionBufferLimitBytes: 1 }),
    );
  });

  it("keeps well-known types in Any", () => {
    const json = { "@type": "type.googleapis.com/google.protobuf.StringValue", value: "text" };
    expect(anyToJson(fromJson(json))).toEqual(json);
  });
});

describe("users' JSON", () => {
  const listener = "type.googleapis.com/envoy.config.listener.v3.Listener";

  it("is parsed", () => {
    expect(parseJson({ "@type": listener, name: "a" })).toEqual({ ok: true, value: pack(Listener, { name: "a" }) });
  });

  it.each<[title: string, json: Json, message: RegExp]>([
    ["an unknown field", { "@type": listener, nmae: "a" }, /envoy\.config\.listener\.v3\.Listener.*"nmae"/],
    ["a wrong type", { "@type": listener, name: 1 }, /Listener\.name/],
    ["an unknown type", { "@type": "type.googleapis.com/envoy.Nothing" }, /envoy\.Nothing/],
    ["no type", { name: "a" }, /@type/],
    ["no object", "text", /Any/],
  ])("is refused with the reason: %s", (_, json, message) => {
    expect(parseJson(json)).toEqual({ ok: false, message: expect.stringMatching(message) });
    expect(() => fromJson(json)).toThrow(message);
  });

  it("may not name a type that Sluice does not carry", () => {
    expect(parseJson({}, "envoy.Nothing")).toEqual({ ok: false, message: expect.stringContaining("envoy.Nothing") });
  });
});

it("refuses damaged bytes", () => {
  expect(() => toJson("envoy.config.listener.v3.Listener", Uint8Array.of(10, 200))).toThrow();
});
