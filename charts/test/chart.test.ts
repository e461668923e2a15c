import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { findHelm, helm } from "../scripts/helm.mjs";
import { chart, installManifest, render, target } from "../scripts/render.mjs";

const missing =
  findHelm() === undefined ? "no helm: install it, or build it with `node charts/scripts/helm.mjs`" : undefined;
if (missing !== undefined) console.log(`skipped: ${missing}`);

/** An object of the chart, as far as tests look at it. */
interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
  readonly [field: string]: unknown;
}

function objects(...values: readonly string[]): readonly Rendered[] {
  return parseAllDocuments(render([...values])).flatMap((document) => (document.toJS() as Rendered | null) ?? []);
}

function only(kind: string, all: readonly Rendered[]): Rendered {
  const [found, ...more] = all.filter((object) => object.kind === kind);
  if (found === undefined || more.length > 0) throw new Error(`not exactly one ${kind}`);
  return found;
}

function names(kind: string, all: readonly Rendered[]): readonly string[] {
  return all
    .filter((object) => object.kind === kind)
    .map(({ metadata: { namespace, name } }) => (namespace === undefined ? name : `${namespace}/${name}`))
    .sort();
}

// biome-ignore lint/suspicious/noExplicitAny: tests read what they know to be there
function at(object: Rendered, path: string): any {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return path.split(".").reduce((value: any, step) => value?.[step], object);
}

function config(all: readonly Rendered[]): unknown {
  return parse(configText(all));
}

function configText(all: readonly Rendered[]): string {
  return (only("ConfigMap", all).data as Record<string, string>)["envoy-gateway.yaml"] ?? "";
}

const container = "spec.template.spec.containers.0";

describe.skipIf(missing !== undefined)("the chart", () => {
  it("passes helm lint without a warning", () => {
    expect(helm(["lint", "--strict", chart])).toContain("1 chart(s) linted, 0 chart(s) failed");
  });

  it("gives deploy/install.yaml (run `pnpm --filter @sluice/charts run render` after a change)", () => {
    expect(readFileSync(target, "utf8")).toBe(installManifest());
  });

  it("makes what proxies look for: names, ports, probes", () => {
    const all = objects();
    expect(names("Service", all)).toEqual(["envoy-gateway-system/envoy-gateway"]);
    const ports = (only("Service", all).spec as { ports: { name: string; port: number }[] }).ports;
    expect(Object.fromEntries(ports.map(({ name, port }) => [name, port]))).toEqual({
      grpc: 18000,
      ratelimit: 18001,
      wasm: 18002,
      metrics: 19001,
      webhook: 9443,
    });
    const deployment = only("Deployment", all);
    expect(at(deployment, `${container}.args`)).toEqual(["server", "--config-path=/config/envoy-gateway.yaml"]);
    expect(at(deployment, `${container}.image`)).toBe("sluice:latest");
    expect(at(deployment, `${container}.readinessProbe.httpGet`)).toEqual({ path: "/readyz", port: 8081 });
    expect(at(deployment, "spec.template.spec.serviceAccountName")).toBe("envoy-gateway");
    expect(config(all)).toEqual({
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "EnvoyGateway",
      gateway: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
      provider: { type: "Kubernetes", kubernetes: { shutdownManager: { image: "sluice:latest" } } },
      logging: { level: { default: "info" } },
      extensionApis: {},
    });
  });

  it.each<[string, readonly string[], string]>([
    ["the default", [], "sluice:latest"],
    ["a tag", ["deployment.envoyGateway.image.tag=v1"], "sluice:v1"],
    [
      "a repository",
      [
        "deployment.envoyGateway.image.repository=registry.example.com/team/sluice",
        "deployment.envoyGateway.image.tag=v1",
      ],
      "registry.example.com/team/sluice:v1",
    ],
    [
      "a whole image",
      ["global.images.envoyGateway.image=registry.example.com/sluice:v2"],
      "registry.example.com/sluice:v2",
    ],
    ["another registry", ["global.imageRegistry=mirror.example.com:5000"], "mirror.example.com:5000/sluice:latest"],
    [
      "another registry for a whole image",
      [
        "global.imageRegistry=mirror.example.com",
        "global.images.envoyGateway.image=registry.example.com/team/sluice:v2",
      ],
      "mirror.example.com/team/sluice:v2",
    ],
  ])("takes %s as its image, for the sidecars of proxies, too", (_, values, image) => {
    const all = objects(...values.flatMap((value) => ["--set", value]));
    expect(at(only("Deployment", all), `${container}.image`)).toBe(image);
    expect(configText(all)).toContain(`image: ${image}`);
  });

  it("hands the settings of proxies on", () => {
    const all = objects(
      "--set",
      "global.images.envoyProxy.image=registry.example.com/envoy:v1,global.imageRegistry=mirror.example.com,global.imagePullSecrets[0].name=pull",
      "--set",
      "config.envoyGateway.envoyProxy.spec.concurrency=2,topologyInjector.enabled=false",
    );
    expect(config(all)).toMatchObject({
      provider: { kubernetes: { proxyTopologyInjector: { disabled: true } } },
      envoyProxy: {
        provider: {
          type: "Kubernetes",
          kubernetes: {
            envoyDeployment: {
              container: { image: "mirror.example.com/envoy:v1" },
              pod: { imagePullSecrets: [{ name: "pull" }] },
            },
          },
        },
      },
    });
    expect(names("MutatingWebhookConfiguration", all)).toEqual([]);
  });

  it.each([
    [[], ["services", "gatewayclasses", "mutatingwebhookconfigurations"]],
    [
      ["--set", "gatewayServices.enabled=false"],
      ["gatewayclasses", "mutatingwebhookconfigurations"],
    ],
  ])(
    "may write nothing beside users' objects but statuses, and Services beside Gateways if so wanted: %j",
    (values, expected) => {
      const writing = objects(...values)
        .flatMap(({ kind, rules = [] }) => (kind === "ClusterRole" ? rules : []))
        .filter(({ verbs }) => verbs.some((verb) => !["get", "list", "watch"].includes(verb)))
        .flatMap(({ resources }) => resources)
        .filter((resource) => !resource.endsWith("/status"));
      expect(writing.sort()).toEqual([...expected].sort());
    },
  );

  it("reads only the namespaces that it shall watch", () => {
    const all = objects(
      "--set",
      "config.envoyGateway.provider.kubernetes.watch.type=Namespaces",
      "--set",
      "config.envoyGateway.provider.kubernetes.watch.namespaces={a,b}",
    );
    expect(names("Role", all)).toEqual([
      "a/sluice",
      "b/sluice",
      "envoy-gateway-system/sluice-infrastructure",
      "envoy-gateway-system/sluice-leader-election",
    ]);
    const everywhere = only("ClusterRole", all).rules?.flatMap(({ resources }) => resources);
    expect(everywhere).not.toContain("secrets");
    expect(everywhere).not.toContain("httproutes");
  });

  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    [
      "all",
      [],
      ["sluice-envoy-gateway-system", "sluice-infrastructure-envoy-gateway-system"],
      ["envoy-gateway-system/sluice-infrastructure", "envoy-gateway-system/sluice-leader-election"],
    ],
    [
      "the watched",
      ["--set", "config.envoyGateway.provider.kubernetes.watch.namespaces={a}"],
      ["sluice-envoy-gateway-system"],
      [
        "a/sluice",
        "a/sluice-infrastructure",
        "envoy-gateway-system/sluice-infrastructure",
        "envoy-gateway-system/sluice-leader-election",
      ],
    ],
  ])("runs proxies in %s namespaces in gateway namespace mode", (_, values, clusterRoles, roles) => {
    const all = objects("--set", "config.envoyGateway.provider.kubernetes.deploy.type=GatewayNamespace", ...values);
    expect(names("ClusterRole", all)).toEqual(clusterRoles);
    expect(names("Role", all)).toEqual(roles);
    const tokens = all.flatMap(({ rules = [] }) => rules).find(({ resources }) => resources.includes("tokenreviews"));
    expect(tokens?.verbs).toEqual(["create"]);
  });

  it("lets a Job make the certificates, if so wanted, and the server then writes no Secrets", () => {
    const all = objects("--set", "certgen.enabled=true");
    expect(at(only("Job", all), `${container}.args`)).toEqual(["certgen"]);
    const server = all.filter(({ kind, metadata }) => kind === "Role" && metadata.name === "sluice-infrastructure");
    const secrets = server.flatMap(({ rules = [] }) => rules).filter(({ resources }) => resources.includes("secrets"));
    expect(secrets.flatMap(({ verbs }) => verbs)).toEqual(["get", "list", "watch"]);
  });

  it.each<[string, readonly string[]]>([
    ["a misspelt value", ["--set", "deployment.replica=2"]],
    ["a value of another type", ["--set", "deployment.replicas=many"]],
  ])("refuses %s", (_, values) => {
    expect(() => objects(...values)).toThrow(/deployment/);
  });

  it("brings the kinds of gateway.envoyproxy.io, unless told not to", () => {
    const count = (text: string): number => text.split("\nkind: CustomResourceDefinition\n").length - 1;
    expect(count(render(["--include-crds"]))).toBe(8);
    expect(count(render(["--include-crds", "--set", "crds.enabled=false"]))).toBe(0);
  });
});
