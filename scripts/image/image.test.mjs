import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../toolchain.mjs";
import { commands, findBuilder } from "./build.mjs";
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
  const own = `--build-arg BUILDPLATFORM=linux/${process.arch === "x64" ? "amd64" : process.arch}`;
  const platforms = "--platform linux/amd64,linux/arm64";
  it.each([
    ["docker", { name: "sluice", push: false }, ["docker buildx build --tag sluice:latest --load ."]],
    [
      "docker",
      { name: "a.example:5000/sluice", push: true },
      [`docker buildx build ${platforms} --tag a.example:5000/sluice:latest --push .`],
    ],
    [
      "docker",
      { name: "a.example/sluice:v1", push: true, platform: "linux/arm64", buildArgs: ["BASE_IMAGE=a.example/node"] },
      [
        "docker buildx build --platform linux/arm64 --build-arg BASE_IMAGE=a.example/node --tag a.example/sluice:v1 --push .",
      ],
    ],
    ["buildah", { name: "sluice", push: false }, [`buildah build ${own} --tag sluice:latest .`]],
    [
      "buildah",
      { name: "a.example/sluice:v1", push: true },
      [
        'sh -c ! buildah manifest exists "$0" || buildah manifest rm "$0" a.example/sluice:v1',
        `buildah build ${platforms} ${own} --manifest a.example/sluice:v1 .`,
        "buildah manifest push --all a.example/sluice:v1 docker://a.example/sluice:v1",
      ],
    ],
    [
      "buildah",
      { name: "a.example/sluice:v1", push: true, platform: "linux/arm64" },
      [
        `buildah build --platform linux/arm64 ${own} --tag a.example/sluice:v1 .`,
        "buildah push a.example/sluice:v1 docker://a.example/sluice:v1",
      ],
    ],
  ])("with %s: %j", (builder, options, expected) => {
    expect(commands(builder, options).map((words) => words.join(" "))).toEqual(expected);
  });

  const none = { error: { code: "ENOENT" } };
  const down = { status: 1, stderr: "Cannot connect to the Docker daemon" };
  it.each([
    ["nothing", () => none, /not installed.*buildah/],
    ["no engine", (program) => (program === "docker" ? down : none), /does not answer \(Cannot connect/],
    [
      "no buildx",
      (program, [command]) => ({ status: program === "docker" && command === "version" ? 0 : 1 }),
      /no buildx/,
    ],
  ])("says what is missing: %s", (_, run, expected) => {
    expect(findBuilder(run).missing).toMatch(expected);
  });

  it.each([
    ["docker", () => ({ status: 0 })],
    ["buildah", (program) => (program === "docker" ? down : { status: 0 })],
  ])("takes %s", (builder, run) => {
    expect(findBuilder(run)).toEqual({ builder });
  });
});
