import { describe, expect, it } from "vitest";
import type { CheckedListener } from "./listener.ts";
import { findConflicts, findOverlaps } from "./listener-conflicts.ts";

interface Spec {
  readonly protocol?: string;
  readonly port?: number;
  readonly hostname?: string;
  readonly set?: string;
  readonly gateway?: string;
  readonly valid?: boolean;
  readonly dnsNames?: readonly string[];
}

function listeners(...specs: readonly Spec[]): readonly CheckedListener[] {
  return specs.map(
    ({ protocol = "HTTP", port = 80, hostname, set, gateway = "a/g", valid = true, dnsNames = [] }, i) => ({
      key: String(i),
      entry: {
        key: String(i),
        name: `${gateway}/${i}`,
        gateway,
        fleet: gateway,
        merged: false,
        ...(set === undefined ? {} : { listenerSet: set }),
        namespace: "a",
        origin: { group: "", kind: "Gateway", namespace: "a", name: "g" },
        listener: { name: String(i), protocol, port, ...(hostname === undefined ? {} : { hostname }) },
        order: String(i),
      },
      supportedKinds: [],
      faults: [],
      valid,
      certificates: [],
      dnsNames,
    }),
  );
}

const a = { hostname: "a.example.com" };
const tcp = { protocol: "TCP" };

describe("findConflicts", () => {
  it.each<[string, readonly Spec[], Record<string, string>]>([
    ["one listener", [{}], {}],
    ["two hosts on a port", [a, { hostname: "b.example.com" }], {}],
    ["HTTPS and TLS on a port", [{ protocol: "HTTPS" }, { ...a, protocol: "TLS" }], {}],
    ["UDP beside anything", [{}, { protocol: "UDP" }], {}],
    ["two protocols of one Gateway: nobody wins", [{}, tcp], { 0: "protocolConflict", 1: "protocolConflict" }],
    ["a broken listener conflicts with nobody", [{ valid: false }, tcp], {}],
    ["the Gateway's protocol wins over a set's", [{}, { ...tcp, set: "a/s" }], { 1: "protocolConflict" }],
    ["of two sets the older one wins", [{ ...tcp, set: "a/s" }, { set: "a/t" }], { 1: "protocolConflict" }],
    [
      "a set that disagrees with itself wins nothing",
      [{ ...tcp, set: "a/s" }, { set: "a/s" }, { set: "a/t" }],
      { 0: "protocolConflict", 1: "protocolConflict" },
    ],
    ["one host twice in a Gateway: nobody wins", [a, a], { 0: "hostnameConflict", 1: "hostnameConflict" }],
    ["one host in Gateway and set", [{ ...a, set: "a/s" }, a], { 0: "hostnameConflict" }],
    [
      "one host in two sets",
      [
        { ...a, set: "a/s" },
        { ...a, set: "a/t" },
      ],
      { 1: "hostnameConflict" },
    ],
    [
      "one host twice in a set",
      [
        { ...a, set: "a/s" },
        { ...a, set: "a/s" },
      ],
      { 0: "hostnameConflict", 1: "hostnameConflict" },
    ],
    ["a second TCP listener", [tcp, tcp], { 1: "protocolConflict" }],
    ["two Gateways that are not merged", [a, { ...a, gateway: "a/h" }], {}],
  ])("%s", (_title, specs, expected) => {
    const conflicts = findConflicts(listeners(...specs), false);
    expect(Object.fromEntries([...conflicts].map(([key, [fault]]) => [key, fault?.kind]))).toEqual(expected);
  });

  it("lets the older of two merged Gateways have a host", () => {
    const conflicts = findConflicts(listeners(a, { ...a, gateway: "a/h" }), true);
    expect([...conflicts.keys()]).toEqual(["1"]);
  });
});

describe("findOverlaps", () => {
  const https = { protocol: "HTTPS", port: 443 };

  it.each<[string, readonly Spec[], Record<string, string>]>([
    [
      "different names",
      [
        { ...https, ...a },
        { ...https, hostname: "b.example.com" },
      ],
      {},
    ],
    [
      "a wildcard over a name",
      [
        { ...https, ...a },
        { ...https, hostname: "*.example.com" },
      ],
      { 0: "overlappingHostnames", 1: "overlappingHostnames" },
    ],
    [
      "different ports",
      [
        { ...https, ...a },
        { ...https, ...a, port: 8443 },
      ],
      {},
    ],
    [
      "one certificate for both",
      [
        { ...https, ...a, dnsNames: ["*.example.com"] },
        { ...https, hostname: "b.example.com", dnsNames: ["b.example.com"] },
      ],
      { 0: "overlappingCertificates", 1: "overlappingCertificates" },
    ],
  ])("%s", (_title, specs, expected) => {
    const overlaps = findOverlaps(listeners(...specs), () => "refuse");
    expect(Object.fromEntries([...overlaps].map(([key, [fault]]) => [key, fault?.kind]))).toEqual(expected);
  });
});
