import type { Infra, InfraPort } from "@sluice/ir";
import { describe, expect, it } from "vitest";
import { type DesiredProxy, toDesiredProxy } from "./desired-proxy.ts";
import { toMilliseconds } from "./duration.ts";

const place = {
  xds: { address: "127.0.0.1", port: 18000 },
  sds: { certificateFile: "/c", trustedCaFile: "/t" },
  adminPort: 0,
};
const port = (number: number, protocol: InfraPort["protocol"] = "HTTP"): InfraPort => ({
  name: `${protocol.toLowerCase()}-${number}`,
  protocol,
  servicePort: number,
  containerPort: number,
});
const infra: Infra = {
  key: "default/web",
  name: "default/web",
  namespace: "default",
  labels: {},
  annotations: {},
  owner: { group: "", kind: "Gateway", namespace: "default", name: "web" },
  listeners: [{ name: "http", address: undefined, ports: [port(8080), port(80)] }],
  addresses: ["b.example", "a.example", "b.example"],
  config: undefined,
};
const proxyOf = (change: Partial<Infra> = {}): DesiredProxy => {
  const outcome = toDesiredProxy({ ...infra, ...change }, place);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return outcome.value;
};

describe("toDesiredProxy", () => {
  it("gives Envoy the arguments of its fleet", () => {
    expect(proxyOf().args.join(" ")).toBe(
      "--service-cluster default/web --service-node default/web --log-level warn --component-log-level misc:error " +
        "--drain-strategy immediate --drain-time-s 60 --cpuset-threads",
    );
  });

  it("takes what the user says of the process", () => {
    const config = {
      concurrency: 4,
      extraArgs: ["--enable-core-dump"],
      logging: { level: { default: "info", upstream: "debug", admin: "error" } },
      shutdown: { drainTimeout: "1m30s", minDrainDuration: "500ms" },
      provider: { type: "Host", host: { envoyVersion: "v1.39.0" } },
    };
    const proxy = proxyOf({ config });
    expect(proxy.args.join(" ")).toBe(
      "--service-cluster default/web --service-node default/web --log-level info " +
        "--component-log-level admin:error,misc:error,upstream:debug " +
        "--drain-strategy immediate --drain-time-s 90 --concurrency 4 --enable-core-dump",
    );
    expect(proxy).toMatchObject({ drainMs: 90_000, envoyVersion: "1.39.0", customised: true });
    expect(proxy.shutdown).toEqual({ drainTimeoutMs: 90_000, minDrainMs: 500, healthCheckFailureDelayMs: 0 });
  });

  it("sorts ports and addresses, and names each once", () => {
    const listeners = [
      { name: "a", address: undefined, ports: [port(443, "HTTPS"), port(53, "UDP")] },
      { name: "b", address: undefined, ports: [port(80), port(80), port(53, "TCP")] },
    ];
    const proxy = proxyOf({ listeners });
    expect(proxy.ports.map(({ name }) => name)).toEqual(["tcp-53", "http-80", "https-443", "udp-53"]);
    expect(proxy.addresses).toEqual(["a.example", "b.example"]);
  });

  it.each<[string, Partial<Infra>, boolean]>([
    ["nothing changes", {}, true],
    ["listeners change", { listeners: [{ name: "x", address: undefined, ports: [port(1)] }] }, true],
    ["addresses, labels and annotations change", { addresses: [], labels: { a: "b" }, annotations: { c: "d" } }, true],
    ["settings of listeners change", { config: { ipFamily: "IPv6" } }, true],
    ["the log level changes", { config: { logging: { level: { default: "info" } } } }, false],
    ["the version changes", { config: { provider: { host: { envoyVersion: "1.39.0" } } } }, false],
    ["the bootstrap changes", { config: { bootstrap: { type: "Merge", value: "{stats_flush_interval: 9s}" } } }, false],
  ])("keeps its process or not when %s", (_title, change, same) => {
    expect(proxyOf(change).fingerprint === proxyOf().fingerprint).toBe(same);
  });

  it("gives every key a folder of its own", () => {
    const keys = ["a/b", "a-b", "A/b", `${"x".repeat(80)}1`, `${"x".repeat(80)}2`];
    const folders = keys.map((key) => proxyOf({ key }).directory);
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(keys.length);
    for (const folder of folders) expect(folder).toMatch(/^[\w.-]{1,64}$/);
  });
});

describe("toMilliseconds", () => {
  it.each<[string, number | undefined]>([
    ["1h2m3s4ms", 3_723_004],
    ["250ms", 250],
    ["0s", 0],
    ["90", undefined],
    ["1d", undefined],
    ["", undefined],
  ])("reads %j", (text, expected) => {
    expect(toMilliseconds(text)).toBe(expected);
  });
});
