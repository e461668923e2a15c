// pnpm --filter @sluice/charts run render: writes deploy/install.yaml, the chart with its default values as plain manifests, without the CRDs.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { helm } from "./helm.mjs";

export const chart = fileURLToPath(new URL("../sluice", import.meta.url));
export const target = fileURLToPath(new URL("../../deploy/install.yaml", import.meta.url));

/** The chart's objects as manifests. `values`: arguments such as `--set`. */
export function render(values = [], namespace = "envoy-gateway-system") {
  return helm(["template", "sluice", chart, "--namespace", namespace, ...values]);
}

/** What `kubectl apply --server-side` takes beside the CRDs in charts/sluice/charts/crds/crds. */
export function installManifest() {
  const head = "# Generated from charts/sluice by `pnpm --filter @sluice/charts run render`; never edited.\n";
  const text = render(["--set", "createNamespace=true"]);
  // Nobody manages it with Helm.
  const plain = text
    .replace(/^ *helm\.sh\/chart: .*\n/gm, "")
    .replace(/^( *app\.kubernetes\.io\/managed-by:) Helm$/gm, "$1 kubectl")
    .replace(/^# Source: .*\n/gm, "")
    .replace(/[ \t]+$/gm, "");
  return head + plain;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  mkdirSync(new URL("../../deploy", import.meta.url), { recursive: true });
  writeFileSync(target, installManifest());
  console.log(target);
}
