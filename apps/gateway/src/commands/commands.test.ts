import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { toMilliseconds } from "./duration.ts";

const main = join(import.meta.dirname, "..", "main.ts");
const run = promisify(execFile);
const sluice = (...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> =>
  run(process.execPath, ["--conditions=@sluice/source", main, ...args], {
    env: { ...process.env, KUBECONFIG: "/nowhere" },
  });

describe("durations", () => {
  it.each([
    ["60s", 60_000],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
    ["0s", 0],
  ])("reads %s", (text, expected) => {
    expect(toMilliseconds(text)).toBe(expected);
  });

  it.each(["", "60", "1d", "s", "-1s"])("refuses %o", (text) => {
    expect(() => toMilliseconds(text)).toThrow("It must be a duration such as 60s.");
  });
});

describe("sluice certgen", () => {
  it("makes files once", async () => {
    const home = mkdtempSync(join(tmpdir(), "sluice-certgen-"));
    try {
      const first = await sluice("certgen", "--local", "--config-home", home);
      expect(first.stdout).toMatch(/^Made: .*envoy-gateway\/tls\.crt.*envoy-oidc-hmac\/hmac-secret$/m);
      expect(readFileSync(join(home, "certs", "envoy", "tls.crt"), "utf8")).toContain("BEGIN CERTIFICATE");
      expect(statSync(join(home, "certs", "envoy-oidc-hmac", "hmac-secret")).size).toBe(32);
      const second = await sluice("certgen", "-l", "--config-home", home);
      expect(second.stdout).toBe(`The files in ${join(home, "certs")} are good\n`);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }, 60_000);

  it("says why it cannot, and fails", async () => {
    await expect(sluice("certgen")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Certificates cannot be made: /),
    });
  }, 60_000);
});

describe("sluice envoy shutdown", () => {
  it("refuses a flag that says nothing", async () => {
    await expect(sluice("envoy", "shutdown", "--drain-timeout", "long")).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("It must be a duration such as 60s."),
    });
  }, 60_000);
});
