import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstValueFrom, take, toArray } from "rxjs";
import { afterEach, describe, expect, it } from "vitest";
import { bootstrap, type Certificates, ensureCertificates, watchCertificates } from "../src/index.ts";
import { answering, type ControlPlane, startControlPlane } from "./control-plane.ts";
import { arrange, freePort, infraOf, realEnvoy, type Setting } from "./setting.ts";
import { ask } from "./traffic.ts";

const envoy = await realEnvoy();
let setting: Setting | undefined;
let other: ControlPlane | undefined;
afterEach(async () => {
  await setting?.end();
  await other?.stop();
});

describe.skipIf(envoy === undefined)("certificates in a running Envoy", () => {
  it("are taken up without a restart when the authority and all pairs are replaced", async () => {
    setting = await arrange();
    const port = await freePort();
    setting.controlPlane.send([answering(port, "before")]);
    setting.set(infraOf(port));
    await setting.untilReady();

    const directory = join(setting.directory, "config", "certs");
    const old = await ensureCertificates(directory);
    // Started, promoted, and the old one forgotten.
    await ensureCertificates(directory, { rotateAuthority: true, overlapMs: 0 });
    await ensureCertificates(directory, { overlapMs: 0 });
    const now = await ensureCertificates(directory, { overlapMs: 0 });
    expect(now.envoy.trusted).not.toContain(old.envoy.trusted.trim());

    await setting.controlPlane.stop();
    other = await startControlPlane(directory, setting.controlPlane.port);
    other.send([answering(port, "after")]);
    const deadline = Date.now() + 15_000;
    let answer = await ask(port);
    while (answer.text !== "after" && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await ask(port);
    }
    expect(answer).toEqual({ ok: true, text: "after" });
    expect(setting.events.filter(({ kind }) => kind === "starting")).toHaveLength(1);
  });

  it.each([
    ["as it is", undefined],
    ["merged", { type: "Merge", value: "stats_flush_interval: 9s\nadmin: {profile_path: /tmp/p}" }],
    [
      "patched",
      {
        type: "JSONPatch",
        jsonPatches: [{ op: "add", path: "/static_resources/clusters/-", value: { name: "mine" } }],
      },
    ],
    ["replaced", { type: "Replace", value: "stats_flush_interval: 9s" }],
  ])("is accepted by Envoy: a bootstrap %s", async (_title, wish) => {
    const directory = mkdtempSync(join(tmpdir(), "sluice-validate-"));
    try {
      const { files } = await ensureCertificates(directory);
      const made = bootstrap(infraOf(80, wish && { bootstrap: wish }), {
        xds: { address: "control.example", port: 18000 },
        sds: { certificateFile: files.envoy.sdsCertificate, trustedCaFile: files.envoy.sdsTrustedCa },
        adminPort: 0,
        locality: { region: "eu", zone: "a" },
      });
      if (!made.ok) throw new Error(made.problem.message);
      const path = join(directory, "bootstrap.json");
      writeFileSync(path, JSON.stringify(made.value));
      const args = ["--mode", "validate", "--disable-hot-restart", "--log-level", "warn", "--config-path", path];
      const identity = wish?.type === "Replace" ? ["--service-node", "a", "--service-cluster", "a"] : [];
      const said = execFileSync(envoy!, [...args, ...identity], { encoding: "utf8", stdio: "pipe" });
      expect(said).toContain("OK");
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("watchCertificates", () => {
  it("makes them when subscribed to, and tells what another process renewed", async () => {
    const directory = mkdtempSync(join(tmpdir(), "sluice-watch-"));
    try {
      const seen = firstValueFrom(watchCertificates(directory, { overlapMs: 0 }).pipe(take(2), toArray()));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await ensureCertificates(directory, { rotateAuthority: true, overlapMs: 0 });
      const [first, second] = (await seen) as [Certificates, Certificates];
      expect(first.renewed.length).toBeGreaterThan(0);
      expect(second.envoy.trusted).not.toBe(first.envoy.trusted);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("errs when the folder cannot be written", async () => {
    await expect(firstValueFrom(watchCertificates("/dev/null/certs"))).rejects.toThrow(/ENOTDIR/);
  });
});
