import { describe, expect, it } from "vitest";
import { type Config, defaultConfig } from "./config.ts";
import { defaultKubernetesConfig, inClusterServers, type KubernetesConfig } from "./kubernetes-config.ts";
import { readConfig } from "./read-config.ts";

const base: Config = defaultConfig({ config: "/c", data: "/d", state: "/s", runtime: "/r" }, "json");
const head = "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyGateway\n";

const read = (text: string, over: Partial<Config> = {}) =>
  readConfig(text, { file: "eg.yaml", base: { ...base, ...over } });
const cluster = (kubernetes: string) =>
  read(`${head}provider:\n  type: Kubernetes\n  kubernetes:\n    ${kubernetes}\n`);

describe("a configuration for a cluster", () => {
  it.each<[what: string, text: string]>([
    ["named", `${head}provider: {type: Kubernetes}\n`],
    ["assumed, as Envoy Gateway does", head],
  ])("the provider Kubernetes, %s", (_, text) => {
    const { config, findings } = read(text);
    expect(findings).toEqual([]);
    expect(config).toMatchObject({
      kubernetes: defaultKubernetesConfig,
      ...inClusterServers,
      runProxies: false,
      admin: { host: "127.0.0.1", port: 19000 },
    });
  });

  it.each<[what: string, yaml: string, decided: Partial<KubernetesConfig>]>([
    [
      "namespaces",
      "watch: {type: Namespaces, namespaces: [b, a, b]}",
      { watch: { kind: "namespaces", namespaces: ["a", "b"] } },
    ],
    [
      "a selector",
      "watch: {type: NamespaceSelector, namespaceSelector: {matchLabels: {team: a}}}",
      { watch: { kind: "selector", selector: { matchLabels: { team: "a" } } } },
    ],
    [
      "the election's times",
      "leaderElection: {leaseDuration: 1m, renewDeadline: 30s, retryPeriod: 500ms}",
      { leaderElection: { leaseDurationMs: 60_000, renewDeadlineMs: 30_000, retryPeriodMs: 500 } },
    ],
    ["a rate", "client: {rateLimit: {qps: 500, burst: 1000}}", { client: { qps: 500, burst: 1000 } }],
    ["a burst alone", "client: {rateLimit: {burst: 70}}", { client: { qps: 50, burst: 70 } }],
    ["a rate alone", "client: {rateLimit: {qps: 500}}", { client: { qps: 500, burst: 1000 } }],
    [
      "the Gateway's namespace",
      "deploy: {type: GatewayNamespace}",
      { fleets: { inGatewayNamespace: true, topologyInjector: true } },
    ],
    [
      "an image",
      "shutdownManager: {image: example.com/sluice:1}",
      { fleets: { inGatewayNamespace: false, topologyInjector: true, shutdownManagerImage: "example.com/sluice:1" } },
    ],
    [
      "no webhook",
      "proxyTopologyInjector: {disabled: true}",
      { fleets: { inGatewayNamespace: false, topologyInjector: false } },
    ],
  ])("%s", (_, yaml, decided) => {
    const { config, findings } = cluster(yaml);
    expect(findings).toEqual([]);
    expect(config?.kubernetes).toEqual({ ...defaultKubernetesConfig, ...decided });
  });

  it("no election", () => {
    expect(cluster("leaderElection: {disable: true}").config?.kubernetes?.leaderElection).toBeUndefined();
  });

  it("no metrics", () => {
    const { config } = read(`${head}telemetry: {metrics: {prometheus: {disable: true}}}\n`);
    expect(config?.metrics).toBeUndefined();
    expect(config?.health).toEqual(inClusterServers.health);
  });

  it("a custom provider reads a cluster, and runs no proxies in it", () => {
    const { config, findings } = read(
      `${head}provider:\n  type: Custom\n  custom:\n    resource: {type: Kubernetes, kubernetes: {client: {rateLimit: {qps: 7}}}}\n    infrastructure: {type: Host}\n`,
    );
    expect(findings).toEqual([]);
    expect(config?.kubernetes).toMatchObject({ client: { qps: 7 } });
    expect(config?.kubernetes?.fleets).toBeUndefined();
    expect(config?.runProxies).toBe(true);
  });

  it.each<[field: string, yaml: string]>([
    ["provider.kubernetes.rateLimitDeployment", "rateLimitDeployment: {replicas: 1}"],
    ["provider.kubernetes.cacheSyncPeriod", "cacheSyncPeriod: 1h"],
    ["provider.kubernetes.nonsense", "nonsense: 1"],
  ])("%s is accepted with a warning", (field, yaml) => {
    const { config, findings } = cluster(yaml);
    expect(findings.map(({ severity, problem: { place } }) => [severity, place?.line, place?.field])).toEqual([
      ["warning", 6, field],
    ]);
    expect(config).toBeDefined();
  });

  it.each<[field: string, yaml: string, message: RegExp]>([
    ["provider.kubernetes.watch.namespaces", "watch: {type: Namespaces}", /No namespace/],
    ["provider.kubernetes.watch.namespaceSelector", "watch: {type: NamespaceSelector}", /empty/],
    [
      "provider.kubernetes.watch.namespaceSelector.matchExpressions",
      "watch: {type: NamespaceSelector, namespaceSelector: {matchExpressions: [{key: a, operator: Like}]}}",
      /operators/,
    ],
    ["provider.kubernetes.leaderElection.leaseDuration", "leaderElection: {leaseDuration: soon}", /duration/],
    ["provider.kubernetes.leaderElection", "leaderElection: {leaseDuration: 5s}", /longer than renewDeadline/],
    ["provider.kubernetes.client.rateLimit.qps", "client: {rateLimit: {qps: 0}}", /between/],
    ["provider.kubernetes.deploy.type", "deploy: {type: Somewhere}", /one of/],
  ])("%s is refused: %s", (field, yaml, message) => {
    const { config, findings } = cluster(yaml);
    const errors = findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ problem: { place } }) => [place?.line, place?.field])).toEqual([[6, field]]);
    expect(errors[0]?.problem.message).toMatch(message);
    expect(config).toBeUndefined();
  });

  it("paths of the command line do not go with a cluster", () => {
    const { config, findings } = read(`${head}provider: {type: Kubernetes}\n`, { paths: ["m"] });
    expect(findings.map(({ problem }) => problem.message)).toEqual([expect.stringMatching(/command line/)]);
    expect(config).toBeUndefined();
  });
});
