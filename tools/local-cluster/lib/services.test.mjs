import { describe, expect, it } from "vitest";
import { answer } from "./dns.mjs";
import { endpointsOf } from "./endpoints.mjs";
import { rulesetOf } from "./nftables.mjs";

const service = (name, spec = {}, status = {}) => ({
  metadata: { namespace: "default", name },
  spec: { clusterIP: "10.96.0.5", clusterIPs: ["10.96.0.5"], ports: [{ name: "http", port: 80 }], ...spec },
  status,
});
const slice = (endpoints, port = { name: "http", port: 3000 }) => ({
  metadata: { namespace: "default", labels: { "kubernetes.io/service-name": "web" } },
  addressType: "IPv4",
  ports: [port],
  endpoints,
});
const ready = (...addresses) => ({ addresses, conditions: { ready: true } });
const leaving = (...addresses) => ({ addresses, conditions: { ready: false, serving: true } });
const network = { nodeAddress: "10.99.0.1", cidrs: ["10.96.0.0/16"], dnsAddress: "10.96.0.10" };

describe("endpointsOf", () => {
  it.each([
    ["ready ones", [ready("10.99.1.2", "10.99.1.1"), leaving("10.99.1.3")], ["10.99.1.1 . 3000", "10.99.1.2 . 3000"]],
    ["those that serve while they end, when no other is left", [leaving("10.99.1.3")], ["10.99.1.3 . 3000"]],
    ["none that neither is ready nor serves", [{ addresses: ["10.99.1.4"], conditions: { ready: false } }], []],
  ])("takes %s", (_, endpoints, expected) => {
    expect(endpointsOf([slice(endpoints)], { name: "http", port: 80 })).toEqual(expected);
  });

  it("takes the port of the same name and protocol only", () => {
    expect(endpointsOf([slice([ready("10.99.1.1")])], { name: "metrics" })).toEqual([]);
    expect(endpointsOf([slice([ready("10.99.1.1")])], { name: "http", protocol: "UDP" })).toEqual([]);
  });
});

describe("rulesetOf", () => {
  it("leads from all addresses of a Service to its endpoints", () => {
    const balanced = service(
      "web",
      { type: "LoadBalancer", ports: [{ name: "http", port: 80, nodePort: 30080 }] },
      { loadBalancer: { ingress: [{ ip: "10.97.0.1" }] } },
    );
    const rules = rulesetOf([balanced], [slice([ready("10.99.1.1", "10.99.1.2")])], network);
    expect(rules).toContain(
      "elements = { 10.96.0.5 . tcp . 80 : goto service0, 10.97.0.1 . tcp . 80 : goto service0, 10.99.0.1 . tcp . 30080 : goto service0 }",
    );
    expect(rules).toContain("dnat ip to numgen random mod 2 map { 0 : 10.99.1.1 . 3000, 1 : 10.99.1.2 . 3000 }");
  });

  it("refuses where there is nobody", () => {
    const rules = rulesetOf([service("web")], [], network);
    expect(rules).not.toContain("goto");
    expect(rules).toContain("ip daddr { 10.96.0.0/16 } ip daddr != 10.96.0.10 jump refuse");
  });

  it("keeps a client with one endpoint when the Service says so", () => {
    const rules = rulesetOf(
      [service("web", { sessionAffinity: "ClientIP" })],
      [slice([ready("10.99.1.1", "10.99.1.2")])],
      network,
    );
    expect(rules).toContain("jhash ip saddr mod 2");
  });
});

describe("answer", () => {
  const query = (name, type = 1) => {
    const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
    const head = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    return Buffer.concat([head, ...labels, Buffer.from([0, 0, type, 0, 1])]);
  };
  const ask = (name, type, headless = false) => {
    const services = [service("web", headless ? { clusterIP: "None", clusterIPs: ["None"] } : {})];
    const response = answer(query(name, type), services, [slice([ready("10.99.1.1"), leaving("10.99.1.2")])]);
    const count = response.readUInt16BE(6);
    const addresses = Array.from({ length: count }, (_, at) =>
      [...response.subarray(response.length - 16 * (count - at) + 12).subarray(0, 4)].join("."),
    );
    return { unknown: (response.readUInt16BE(2) & 15) === 3, addresses };
  };

  it.each([
    ["a Service", "web.default.svc.cluster.local", 1, false, { unknown: false, addresses: ["10.96.0.5"] }],
    ["a headless Service", "web.default.svc.cluster.local", 1, true, { unknown: false, addresses: ["10.99.1.1"] }],
    ["another type of record", "web.default.svc.cluster.local", 28, false, { unknown: false, addresses: [] }],
    ["an unknown Service", "other.default.svc.cluster.local", 1, false, { unknown: true, addresses: [] }],
    ["the world outside", "example.com", 1, false, { unknown: true, addresses: [] }],
  ])("knows %s", (_, name, type, headless, expected) => {
    expect(ask(name, type, headless)).toEqual(expected);
  });
});
