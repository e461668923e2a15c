import type { ObjectRef } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import type { L4Candidate } from "./binding.ts";
import { losersOf, tcpWinner, tlsRoute, udpWinner } from "./l4-winners.ts";

const listener: L4Candidate["listener"] = {
  key: "infra/web/wire",
  name: "infra/web/wire",
  sectionName: "wire",
  port: 90,
  protocol: "TCP",
  kinds: [],
  namespace: "infra",
  ready: true,
  isolatedFrom: [],
};

function candidate(kind: L4Candidate["kind"], name: string, more: Partial<L4Candidate> = {}): L4Candidate {
  const origin: ObjectRef = { group: "gateway.networking.k8s.io", kind, namespace: "apps", name };
  return {
    key: `${listener.key}|${kind}/apps/${name}`,
    fleet: "infra/web",
    listener,
    kind,
    origin,
    hosts: [],
    backends: [],
    age: `1 ${name}`,
    ...more,
  };
}

const names = (all: readonly { readonly route: { readonly name: string } }[]): readonly string[] =>
  all.map(({ route }) => route.name);

describe("a listener for connections", () => {
  const older = candidate("TCPRoute", "b", { age: "0 b" });
  const newer = candidate("TCPRoute", "a");

  it("serves the oldest TCPRoute, in whatever order they come", () => {
    expect(tcpWinner([newer, older], undefined)?.name).toContain("/b");
    expect(tcpWinner([older, newer], undefined)).toEqual(tcpWinner([newer, older], undefined));
    expect(names(losersOf([newer, older], []))).toEqual(["a"]);
  });

  it("serves no TCPRoute where only other kinds are", () => {
    expect(tcpWinner([candidate("UDPRoute", "u")], undefined)).toBeUndefined();
    expect(udpWinner([newer])).toBeUndefined();
  });

  it("serves the oldest UDPRoute", () => {
    const winner = udpWinner([candidate("UDPRoute", "x"), candidate("UDPRoute", "y", { age: "0 y" })]);
    expect(winner?.origin).toMatchObject({ kind: "UDPRoute", name: "y" });
  });

  it("names the winner to those that lose", () => {
    expect(losersOf([older, newer], [])).toEqual([
      { key: newer.key, route: newer.origin, listener: "infra/web/wire", winner: older.origin },
    ]);
    const secure = candidate("TLSRoute", "t");
    expect(names(losersOf([older, newer], [secure]))).toEqual(["b", "a"]);
  });

  it.each([
    [
      ["a.example.com", "b.example.com"],
      ["a.example.com", "b.example.com"],
    ],
    [["*"], []],
    [["a.example.com", "*"], []],
  ])("takes server names %j as %j", (hosts, snis) => {
    const route = tlsRoute(candidate("TLSRoute", "t", { hosts }), undefined);
    expect(route).toMatchObject({ snis, tls: { kind: "passthrough" } });
  });

  it("takes TLSRoutes only for server names", () => {
    expect(tlsRoute(older, undefined)).toBeUndefined();
    expect(tcpWinner([older], undefined)).toMatchObject({ snis: [], tls: { kind: "none" } });
  });
});
