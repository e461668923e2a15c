import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EnvoySearch, findEnvoy } from "./find.ts";
import type { EnvoySearchEvent } from "./search-event.ts";

let root: string;
let events: EnvoySearchEvent[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sluice-find-"));
  events = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A program that answers as Envoy does when asked for its version. */
function fake(name: string, version: string): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  const script = `#!/bin/sh
case "$1" in
  --version) echo; echo "$0  version: abcdef/${version}/Clean/RELEASE/BoringSSL"; echo;;
  --hot-restart-version) printf 11.104 >&2;;
esac
`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

const cached = (version: string): string => `cache/${version}/${process.platform}-${process.arch}/envoy`;
const search = (change: Partial<EnvoySearch> = {}): EnvoySearch => ({
  cache: join(root, "cache"),
  environment: { PATH: `relative:${root}/bin:${root}/more` },
  download: false,
  onEvent: (event) => events.push(event),
  ...change,
});
const origin = async (change: Partial<EnvoySearch> = {}): Promise<string> => {
  const found = await findEnvoy(search(change));
  return found.ok ? `${found.value.origin} ${found.value.path.slice(root.length + 1)}` : found.problem.message;
};

describe("findEnvoy", () => {
  it("looks in order: configured, ENVOY_PATH, PATH, cache", async () => {
    const configured = fake("configured/envoy", "1.40.0");
    const named = fake("named/envoy", "1.40.0");
    const environment = { PATH: `${root}/bin:${root}/more`, ENVOY_PATH: named };
    fake("bin/envoy", "1.40.0");
    fake("more/envoy", "1.40.0");
    fake(cached("1.40.0"), "1.40.0");
    expect(await origin({ path: configured, environment })).toBe("configured configured/envoy");
    expect(await origin({ environment })).toBe("ENVOY_PATH named/envoy");
    expect(await origin()).toBe("PATH bin/envoy");
    rmSync(join(root, "bin"), { recursive: true });
    expect(await origin()).toBe("PATH more/envoy");
    rmSync(join(root, "more"), { recursive: true });
    expect(await origin()).toBe(`cache ${cached("1.40.0")}`);
    rmSync(join(root, "cache"), { recursive: true });
    expect(await origin()).toBe("Envoy 1.40.0 was not found, and downloading it is off");
  });

  it("tells the version, and how sockets are handed over", async () => {
    const path = fake("bin/envoy", "1.41.2");
    expect(await findEnvoy(search())).toEqual({
      ok: true,
      value: { path, version: "1.41.2", origin: "PATH", hotRestart: "11.104" },
    });
    expect(events).toEqual([{ kind: "found", path, version: "1.41.2", origin: "PATH" }]);
  });

  it("passes over what is too old, broken or no Envoy", async () => {
    const old = fake("bin/envoy", "1.39.9");
    const broken = fake("more/envoy", "1.40.0");
    writeFileSync(broken, "#!/nowhere/interpreter\n");
    fake(cached("1.40.0"), "1.40.0");
    expect(await origin()).toContain("cache");
    expect(events.slice(0, 2)).toEqual([
      { kind: "skipped", path: old, reason: "it is Envoy 1.39.9, older than 1.40.0" },
      { kind: "skipped", path: broken, reason: "there is no such file" },
    ]);
    writeFileSync(old, "#!/bin/sh\necho hello\n");
    events = [];
    await origin();
    expect(events[0]).toEqual({ kind: "skipped", path: old, reason: "it is not an Envoy" });
    writeFileSync(old, "#!/bin/sh\necho 'error while loading shared libraries: libx.so' >&2\nexit 127\n");
    events = [];
    await origin();
    expect(events[0]).toMatchObject({ reason: "error while loading shared libraries: libx.so" });
  });

  it("takes the version that is asked for, and no other", async () => {
    fake("bin/envoy", "1.41.0");
    fake("more/envoy", "1.39.0");
    expect(await origin({ version: "1.39.0" })).toBe("PATH more/envoy");
    fake(cached("1.38.1"), "1.38.1");
    expect(await origin({ version: "1.38.1" })).toContain("cache");
    expect(await origin({ version: "1.37.0" })).toBe("Envoy 1.37.0 was not found, and downloading it is off");
  });

  it("uses what a user names whatever its version, and says so", async () => {
    const path = fake("named/envoy", "1.30.0");
    expect(await origin({ path })).toBe("configured named/envoy");
    expect(events[0]).toEqual({ kind: "otherVersion", path, version: "1.30.0", wanted: "1.40.0" });
  });

  it.each([
    ["is not there", () => {}, "there is no such file"],
    ["may not be executed", (path: string) => writeFileSync(path, "", { mode: 0o644 }), "it may not be executed"],
  ])("does not look further when what a user names %s", async (_title, make, reason) => {
    fake("bin/envoy", "1.40.0");
    const path = join(root, "named");
    make(path);
    expect(await origin({ path })).toBe(`the configuration names ${path} as Envoy, but ${reason}`);
    const environment = { PATH: `${root}/bin`, ENVOY_PATH: path };
    expect(await origin({ environment })).toBe(`ENVOY_PATH names ${path} as Envoy, but ${reason}`);
  });

  it("leaves nothing in the cache when no download works", async () => {
    const environment = { PATH: "/nowhere", SLUICE_ENVOY_RELEASES: "http://127.0.0.1:1" };
    const problem = await origin({ environment, download: true });
    expect(problem).toMatch(/^Envoy 1\.40\.0 cannot be downloaded: pip: python3 was not found; the release of Envoy 1/);
    const kinds = events.map((event) => event.kind);
    expect(kinds.filter((kind) => kind === "downloadFailed")).toHaveLength(2);
    expect(readdirSync(dirname(join(root, cached("1.40.0"))))).toEqual([]);
  });
});
