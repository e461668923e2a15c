import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../toolchain.mjs";
import { buildArguments, dockerMissing } from "./build.mjs";
import { stage } from "./stage.mjs";

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield { path, entry };
  }
}

describe("what the image holds", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-image-"));
  const app = join(folder, "app");
  let packages = [];
  beforeAll(() => {
    packages = stage(app);
    chmodSync(folder, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is the same on every platform, and has nothing that only tests and builds need", () => {
    const odd = [...filesBelow(app)].filter(({ path, entry }) => !entry.isFile() || /\.(node|ts|map)$/.test(path));
    expect(odd.map(({ path }) => path)).toEqual([]);
    expect(packages).toContain("@sluice/xds-server");
    expect(packages.filter((name) => /vitest|typescript|ts-proto|biome|turbo/.test(name))).toEqual([]);
  });

  it.each(["apps/gateway/dist/main.js", "bin/sluice"])("runs for any user: %s", (program) => {
    // Only root can become another one.
    const user = process.getuid?.() === 0 ? { uid: 65532, gid: 65532 } : {};
    // Node itself may stand where nobody else may look.
    const node = user.uid === undefined ? process.execPath : nodeForAll();
    const { stdout, stderr } = spawnSync(node, [join(app, program), "version"], {
      cwd: "/",
      env: { HOME: "/nonexistent", PATH: process.env.PATH },
      encoding: "utf8",
      ...user,
    });
    expect(stderr).toBe("");
    expect(stdout).toContain("Compatible with Envoy Gateway");
  });

  function nodeForAll() {
    const copy = join(folder, "node");
    const { status } = spawnSync("cp", [process.execPath, copy]);
    if (status !== 0) throw new Error("node could not be copied");
    chmodSync(copy, 0o755);
    return copy;
  }

  it("is what the Dockerfile makes, for a user without rights", () => {
    const text = readFileSync(join(root, "Dockerfile"), "utf8");
    expect(text).toContain("node scripts/image/stage.mjs /app\n");
    expect(text).toContain("USER 65532:65532\n");
    expect(text).toContain('ENTRYPOINT ["/app/bin/sluice"]\n');
    expect(text).toMatch(/^ENV .*\\\n +PATH=\/app\/bin:\/nodejs\/bin:/m);
  });
});

describe("pnpm image", () => {
  it.each([
    [{ name: "sluice", push: false }, "buildx build --tag sluice:latest --load ."],
    [
      { name: "a.example:5000/sluice", push: true },
      "buildx build --platform linux/amd64,linux/arm64 --tag a.example:5000/sluice:latest --push .",
    ],
    [
      { name: "a.example/sluice:v1", push: true, platform: "linux/arm64" },
      "buildx build --platform linux/arm64 --tag a.example/sluice:v1 --push .",
    ],
  ])("%j", (options, expected) => {
    expect(buildArguments(options).join(" ")).toBe(expected);
  });

  it.each([
    ["no docker", () => ({ error: { code: "ENOENT" } }), /not installed/],
    [
      "no engine",
      () => ({ status: 1, stderr: "Cannot connect to the Docker daemon" }),
      /does not answer \(Cannot connect/,
    ],
    ["no buildx", ([command]) => ({ status: command === "version" ? 0 : 1 }), /no buildx/],
    ["all", () => ({ status: 0 }), undefined],
  ])("says what is missing: %s", (_, run, expected) => {
    const said = dockerMissing(run);
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(expected);
  });
});
