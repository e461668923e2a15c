import { X509Certificate } from "node:crypto";
import { statSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handshake } from "../../test/handshake.ts";
import { ensureCertificates } from "./ensure.ts";

const day = 24 * 60 * 60 * 1000;
let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "sluice-certs-")), "certs");
});
afterEach(() => rm(dirname(directory), { recursive: true, force: true }));

const start = Date.now() - 5 * day;
const at = (days: number): Date => new Date(start + days * day);
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("ensureCertificates", () => {
  it("makes everything at the first call, for the owner alone, and a handshake succeeds", async () => {
    const made = await ensureCertificates(directory);
    expect(made.renewed.map((path) => path.slice(directory.length + 1))).toEqual([
      "ca/current.pem",
      "envoy-gateway/ca.crt",
      "envoy-gateway/tls.crt",
      "envoy-gateway/tls.key",
      "envoy/ca.crt",
      "envoy/tls.crt",
      "envoy/tls.key",
      "envoy/xds-certificate.json",
      "envoy/xds-trusted-ca.json",
    ]);
    const { authority, controlPlane, envoy } = made.files;
    for (const path of [authority, controlPlane.privateKey, envoy.privateKey, envoy.sdsCertificate]) {
      expect([path, await modeOf(path)]).toEqual([path, 0o600]);
    }
    expect(await modeOf(directory)).toBe(0o700);
    expect(await handshake(made, made)).toBe("DNS:envoy");
    const server = new X509Certificate(made.controlPlane.certificate);
    expect(server.checkHost("envoy-gateway")).toBe("envoy-gateway");
    expect(server.checkIP("127.0.0.1")).toBe("127.0.0.1");
  });

  it("leaves good files alone, and repairs permissions", async () => {
    const first = await ensureCertificates(directory);
    await chmod(first.files.envoy.privateKey, 0o644);
    const second = await ensureCertificates(directory);
    expect(second.renewed).toEqual([]);
    expect(second.envoy).toEqual(first.envoy);
    expect(await modeOf(first.files.envoy.privateKey)).toBe(0o600);
  });

  it("does not touch what is good, or a watcher of the folder would look again for ever", async () => {
    const { files } = await ensureCertificates(directory);
    const touched = (): readonly number[] =>
      [files.controlPlane.privateKey, files.controlPlane.certificate, files.envoy.sdsCertificate].map(
        (path) => statSync(path).ctimeMs,
      );
    const before = touched();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await ensureCertificates(directory);
    expect(touched()).toEqual(before);
  });

  it("gives one set to many callers at once", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => ensureCertificates(directory)));
    expect(new Set(all.map((one) => one.envoy.certificate)).size).toBe(1);
    expect(await handshake(all[0]!, all[7]!)).toBe("DNS:envoy");
  });

  it("renews pairs a third of their life before they end, under the same authority", async () => {
    const first = await ensureCertificates(directory, { now: at(0) });
    const early = await ensureCertificates(directory, { now: at(240) });
    expect(early.renewed).toEqual([]);
    expect(first.checkAgain.getTime()).toBeGreaterThan(at(240).getTime());
    expect(first.checkAgain.getTime()).toBeLessThan(at(250).getTime());
    const late = await ensureCertificates(directory, { now: at(250) });
    expect(late.envoy.certificate).not.toBe(first.envoy.certificate);
    expect(late.envoy.trusted).toBe(first.envoy.trusted);
  });

  it.each([
    ["an empty certificate", "envoy/tls.crt", (path: string) => truncate(path, 0)],
    ["half a key", "envoy-gateway/tls.key", (path: string) => truncate(path, 60)],
    ["a lost key", "envoy/tls.key", (path: string) => rm(path)],
    ["a broken authority", "ca/current.pem", (path: string) => writeFile(path, "nonsense")],
    ["a lost SDS file", "envoy/xds-certificate.json", (path: string) => rm(path)],
  ])("repairs %s", async (_title, file, harm) => {
    await ensureCertificates(directory);
    await harm(join(directory, file));
    const repaired = await ensureCertificates(directory);
    expect(repaired.renewed).toContain(join(directory, file));
    expect(await handshake(repaired, repaired)).toBe("DNS:envoy");
    expect((await ensureCertificates(directory)).renewed).toEqual([]);
  });

  it("issues the server's certificate anew when a name is added", async () => {
    const first = await ensureCertificates(directory);
    const second = await ensureCertificates(directory, { names: ["gateway.example", "192.0.2.7"] });
    expect(new X509Certificate(second.controlPlane.certificate).checkHost("gateway.example")).toBe("gateway.example");
    expect(second.envoy.certificate).toBe(first.envoy.certificate);
    const third = await ensureCertificates(directory, { names: ["*.other.example", "fd00::7"] });
    const all = new X509Certificate(third.controlPlane.certificate);
    expect([all.checkHost("gateway.example"), all.checkIP("192.0.2.7")]).toEqual(["gateway.example", "192.0.2.7"]);
    expect((await ensureCertificates(directory)).renewed).toEqual([]);
  });

  it("rotates the authority so that old and new files understand each other at every step", async () => {
    const overlapMs = day;
    const before = await ensureCertificates(directory, { now: at(0), overlapMs });
    const trustsBoth = await ensureCertificates(directory, { now: at(1), overlapMs, rotateAuthority: true });
    expect(trustsBoth.envoy.certificate).toBe(before.envoy.certificate);
    const signs = await ensureCertificates(directory, { now: at(2.1), overlapMs });
    expect(signs.envoy.certificate).not.toBe(before.envoy.certificate);
    const forgets = await ensureCertificates(directory, { now: at(3.1), overlapMs });
    const steps = [before, trustsBoth, signs, forgets];
    for (const [index, step] of steps.entries()) {
      const next = steps[Math.min(index + 1, steps.length - 1)]!;
      expect([index, await handshake(step, next)]).toEqual([index, "DNS:envoy"]);
      expect([index, await handshake(next, step)]).toEqual([index, "DNS:envoy"]);
    }
    expect(await handshake(forgets, before)).not.toBe("DNS:envoy");
    expect(forgets.envoy.trusted.match(/BEGIN/g)).toHaveLength(1);
  });

  it("writes SDS files that hold the pair and the name to insist on", async () => {
    const made = await ensureCertificates(directory);
    const pair = JSON.parse(await readFile(made.files.envoy.sdsCertificate, "utf8"));
    expect(pair.resources[0].tls_certificate.private_key.inline_string).toBe(made.envoy.privateKey);
    const trusted = JSON.parse(await readFile(made.files.envoy.sdsTrustedCa, "utf8"));
    expect(trusted.resources[0].validation_context.match_typed_subject_alt_names).toEqual([
      { san_type: "DNS", matcher: { exact: "envoy-gateway" } },
    ]);
  });
});
