// What other packages import, by the package's name: needs the built package.
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

const roots = readFileSync(`${root}exporter/roots.txt`, "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

it("exports every file of proto/ under its own path, but the annotations", () => {
  const files = globSync("**/*.proto", { cwd: `${root}proto` }).filter(
    (file) => !/^(validate|udpa\/annotations)\//.test(file),
  );
  expect(files.length).toBeGreaterThan(250);
  for (const file of files) {
    const built = require.resolve(`@sluice/protos/${file.replace(".proto", "")}`);
    expect(existsSync(built), file).toBe(true);
    expect(existsSync(built.replace(/\.js$/, ".d.ts")), file).toBe(true);
  }
});

it("holds every root", () => {
  for (const file of roots) expect(existsSync(`${root}proto/${file}`), file).toBe(true);
});

it("ships the descriptor image and the notice", () => {
  expect(readFileSync(require.resolve("@sluice/protos/descriptors.binpb")).length).toBeGreaterThan(200_000);
  const { files } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  expect(files).toEqual(["dist", "descriptors.binpb", "NOTICE"]);
  for (const file of files) expect(existsSync(root + file), file).toBe(true);
});

it("loads by its own name, without grpc-js", async () => {
  const module = await import("@sluice/protos");
  expect(module.typeUrl({ $type: "a.B" })).toBe("type.googleapis.com/a.B");
  const code = globSync("*.js", { cwd: `${root}dist` }).map((file) => readFileSync(`${root}dist/${file}`, "utf8"));
  expect(code.length).toBeGreaterThan(5);
  for (const text of code) expect(text).not.toContain('"@grpc/grpc-js"');
});

it("pins the versions that go.mod has", () => {
  const mod = readFileSync(`${root}exporter/go.mod`, "utf8");
  const { modules, envoy } = JSON.parse(readFileSync(`${root}sources.json`, "utf8"));
  for (const [name, version] of Object.entries(modules)) expect(mod).toContain(`${name} ${version}`);
  expect(modules["github.com/envoyproxy/go-control-plane/envoy"]).toBe(`v${envoy}`);
});
