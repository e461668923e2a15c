import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { kubeMissing, startCluster } from "@sluice/testkit/kube";
import { expect, it } from "vitest";

const missing = kubeMissing();
if (missing !== undefined) console.log(`skipped: ${missing}`);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

it.skipIf(missing !== undefined)("the README's program runs", { timeout: 180_000 }, async () => {
  const program = /```ts\n([\s\S]*?)```/.exec(readFileSync(here("../README.md"), "utf8"))?.[1] ?? "";
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  const file = here(`./readme-${process.pid}.ts`);
  writeFileSync(file, program);
  const kube = await startCluster({ gatewayApi: "none" });
  try {
    const env = { ...process.env, KUBECONFIG: kube.kubeconfig };
    const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@sluice/source", file], { env });
    expect(stdout.split("\n")).toContain("Service default/kubernetes");
  } finally {
    rmSync(file);
    await kube.stop();
  }
});
