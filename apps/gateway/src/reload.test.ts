import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstValueFrom } from "rxjs";
import { expect, it } from "vitest";
import { type Config, defaultConfig } from "./config/config.ts";
import { defaultKubernetesConfig } from "./config/kubernetes-config.ts";
import { type Reload, reloadOf, watchChanges } from "./reload.ts";

const host: Config = defaultConfig({ config: "/c", data: "/d", state: "/s", runtime: "/r" }, "json");
const cluster: Config = { ...host, runProxies: false, kubernetes: defaultKubernetesConfig };
const logging = { format: "json", level: "debug", levels: {} } as const;

it.each<[what: string, before: Config, after: Config, kind: Reload["kind"]]>([
  ["nothing", cluster, structuredClone(cluster), "same"],
  ["a level", cluster, { ...cluster, logging }, "logging"],
  ["a level on a machine", host, { ...host, logging }, "logging"],
  ["the log's format", cluster, { ...cluster, logging: { ...logging, format: "text" } }, "restart"],
  ["another controller", cluster, { ...cluster, controllerName: "example.com/me" }, "restart"],
  ["another controller on a machine", host, { ...host, controllerName: "example.com/me" }, "restart"],
  ["another folder of manifests", host, { ...host, paths: ["/m"] }, "restart"],
  ["other directories", host, { ...host, directories: { ...host.directories, runtime: "/o" } }, "later"],
  ["another Envoy", host, { ...host, envoy: "/bin/envoy" }, "later"],
  ["from a machine to a cluster", host, cluster, "later"],
])("%s", (_, before, after, kind) => {
  expect(reloadOf(before, after)).toEqual({ kind });
});

it("sees a ConfigMap that is replaced as a kubelet does it", { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-reload-"));
  try {
    writeFileSync(join(folder, "one"), "a");
    writeFileSync(join(folder, "two"), "a longer text");
    symlinkSync("one", join(folder, "..data"));
    symlinkSync("..data", join(folder, "config.yaml"));
    const changed = firstValueFrom(watchChanges(join(folder, "config.yaml")));
    // A change before the first look is none: whoever watches has read the file after that.
    let count = 0;
    const changing = setInterval(() => {
      symlinkSync(count++ % 2 === 0 ? "two" : "one", join(folder, "..new"));
      renameSync(join(folder, "..new"), join(folder, "..data"));
    }, 1_500);
    await changed.finally(() => clearInterval(changing));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
