// testdata/infra/<feature>/<case>/ir.yaml, the gatewayapi-translator's golden, becomes objects.yaml beside it. `pnpm golden` rewrites it.
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Infra } from "@sluice/ir";
import { afterAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { fleetObjects } from "../src/desired/kubernetes/fleet-objects.ts";
import type { KubeObject } from "../src/desired/kubernetes/object.ts";
import type { KubernetesPlace } from "../src/desired/kubernetes/place.ts";
import { ensureCertificates } from "../src/index.ts";
import { realEnvoy } from "./setting.ts";

const testdata = join(import.meta.dirname, "../../../testdata/infra");
const cases = globSync("*/*/ir.yaml", { cwd: testdata })
  .map((file) => dirname(file))
  .sort();
const envoy = await realEnvoy();
const directory = mkdtempSync(join(tmpdir(), "sluice-goldens-"));

const place: KubernetesPlace = {
  controllerNamespace: "envoy-gateway-system",
  dnsDomain: "cluster.local",
  gatewayNamespaceMode: false,
  topologyInjector: true,
  xds: { address: "envoy-gateway.envoy-gateway-system.svc.cluster.local.", port: 18000 },
  images: { envoy: "docker.io/envoyproxy/envoy:distroless-v1.40.0", shutdownManager: "docker.io/sluice/sluice:latest" },
  ownerUid: "00000000-0000-0000-0000-000000000001",
};

function objectsOf(name: string, of: Partial<KubernetesPlace> = {}): readonly KubeObject[] {
  const { infra } = parse(readFileSync(join(testdata, name, "ir.yaml"), "utf8")) as {
    readonly infra: readonly Infra[];
  };
  return infra.flatMap((one) => {
    // A YAML file has no undefined.
    const objects = fleetObjects({ ...one, config: one.config ?? undefined }, { ...place, ...of });
    if (!objects.ok) throw new Error(objects.problem.message);
    return objects.value;
  });
}

/** The bootstrap as the kubelet hands it over, with this machine's folders in place of the pod's. */
function bootstrapOf(objects: readonly KubeObject[]): string {
  const workload = objects.find(({ kind }) => kind === "Deployment" || kind === "DaemonSet");
  const { containers } = (
    workload as never as {
      spec: { template: { spec: { containers: readonly { name: string; args: readonly string[] }[] } } };
    }
  ).spec.template.spec;
  const { args } = containers.find(({ name }) => name === "envoy")!;
  return args[args.indexOf("--config-yaml") + 1]!.replaceAll("$(ENVOY_POD_NAME)", "pod-1")
    .replaceAll("$(ENVOY_SERVICE_ZONE)", "1")
    .replaceAll('"/sds/', `"${directory}/sds/`);
}

it("has cases", () => expect(cases.length).toBeGreaterThan(0));

describe.each(cases)("%s", (name) => {
  it("is what it was", async () => {
    const text = objectsOf(name)
      .map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
      .join("---\n");
    await expect(text).toMatchFileSnapshot(join(testdata, name, "objects.yaml"));
  });

  it.runIf(envoy !== undefined).each([[false], [true]])(
    "starts a real Envoy (in gateway-namespace mode: %s)",
    async (gatewayNamespaceMode) => {
      const objects = objectsOf(name, { gatewayNamespaceMode, authority: "PEM" });
      const { files } = await ensureCertificates(join(directory, "made"));
      const { data } = objects.find(({ kind }) => kind === "ConfigMap") as never as {
        readonly data: Readonly<Record<string, string>>;
      };
      mkdirSync(join(directory, "sds"), { recursive: true });
      for (const [key, text] of Object.entries(data)) {
        const moved = text
          .replaceAll("/certs/", `${dirname(files.envoy.certificate)}/`)
          .replace("/var/run/secrets/token", directory);
        writeFileSync(join(directory, "sds", key), moved);
      }
      writeFileSync(join(directory, "sa-token"), "token");
      const validate = (): Buffer =>
        execFileSync(envoy!, ["--mode", "validate", "-l", "error", "--config-yaml", bootstrapOf(objects)], {
          stdio: "pipe",
        });
      expect(validate().toString()).toContain("OK");
    },
  );
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));
