import { describe, expect, it } from "vitest";
import { configMapData, secretData, secretKeys } from "./data.ts";
import type { ConfigMap, Secret } from "./gen/resources.ts";

const metadata = { name: "a", namespace: "b", labels: {}, annotations: {} };
const secret: Secret = {
  key: "b/a",
  kind: "Secret",
  metadata,
  data: { plain: "aGVsbG8=", wrapped: "aGVs\nbG8=", broken: "%%%", empty: "", both: "bm8=", bytes: "/wA=" },
  stringData: { both: "yes", text: "é" },
};
const configMap: ConfigMap = {
  key: "b/a",
  kind: "ConfigMap",
  metadata,
  data: { text: "é" },
  binaryData: { bytes: "/wA=" },
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("secretData", () => {
  it.each<[string, Uint8Array | undefined]>([
    ["plain", bytes("hello")],
    ["wrapped", bytes("hello")],
    ["bytes", new Uint8Array([255, 0])],
    ["empty", new Uint8Array()],
    ["both", bytes("yes")],
    ["text", bytes("é")],
    ["broken", undefined],
    ["absent", undefined],
    ["toString", undefined],
  ])("%s", (key, expected) => {
    expect(secretData(secret, key)).toEqual(expected);
  });

  it("lists all names", () => {
    expect(secretKeys(secret)).toEqual(["both", "broken", "bytes", "empty", "plain", "text", "wrapped"]);
  });
});

describe("configMapData", () => {
  it.each<[string, Uint8Array | undefined]>([
    ["text", bytes("é")],
    ["bytes", new Uint8Array([255, 0])],
    ["absent", undefined],
  ])("%s", (key, expected) => {
    expect(configMapData(configMap, key)).toEqual(expected);
  });
});
