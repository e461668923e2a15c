import type { Destination } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { destination } from "../../test/values.ts";
import { areMixed, type DestinationTraits, toTraits } from "./traits.ts";

const tls = { settings: {}, autoSniFromEndpoint: true, verification: { kind: "none" } } as const;
const all: Readonly<Record<string, Partial<Destination>>> = {
  plain: {},
  dns: { discovery: { kind: "dns", refreshMs: 1, respectTtl: true } },
  dynamic: { discovery: { kind: "dynamicResolver" } },
  h2c: { protocol: "HTTP2" },
  grpc: { protocol: "GRPC" },
  websocket: { protocol: "WebSocket" },
  endpointSni: { tls },
  fixedSni: { tls: { ...tls, autoSniFromEndpoint: false, sni: "a" } },
  zones: { features: { loadBalancing: { policy: "random", preferLocalZone: { force: true } } } },
};
const find = (name: string): DestinationTraits | undefined => all[name] && toTraits(destination(name, all[name]));

describe("toTraits", () => {
  it.each<[string, object]>([
    ["plain", { discovery: "endpoints", endpointSni: false, zoneAware: false }],
    ["dns", { discovery: "dns", endpointSni: false, zoneAware: false }],
    ["dynamic", { discovery: "dynamicResolver", endpointSni: false, zoneAware: false }],
    ["h2c", { discovery: "endpoints", http: "2", endpointSni: false, zoneAware: false }],
    ["grpc", { discovery: "endpoints", http: "2", endpointSni: false, zoneAware: false }],
    ["websocket", { discovery: "endpoints", http: "1", endpointSni: false, zoneAware: false }],
    ["endpointSni", { discovery: "endpoints", endpointSni: true, zoneAware: false }],
    ["fixedSni", { discovery: "endpoints", endpointSni: false, zoneAware: false }],
    ["zones", { discovery: "endpoints", endpointSni: false, zoneAware: true }],
  ])("of %s", (name, expected) => {
    expect(find(name)).toEqual({ key: `default/eg|${name}`, ...expected });
  });
});

describe("areMixed", () => {
  it.each<[boolean, ...string[]]>([
    [false],
    [false, "plain"],
    [false, "zones"],
    [false, "plain", "plain"],
    [false, "dns", "dns"],
    [true, "plain", "dns"],
    [false, "plain", "h2c"],
    [true, "websocket", "grpc"],
    [false, "websocket", "websocket"],
    [false, "plain", "websocket"],
    [true, "plain", "endpointSni"],
    [false, "endpointSni", "endpointSni"],
    [true, "plain", "zones"],
    [false, "plain", "unknown"],
  ])("is %s of %s, %s", (expected, ...names) => {
    expect(areMixed(names, find)).toBe(expected);
  });
});
