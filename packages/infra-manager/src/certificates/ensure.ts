import { chmod, mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../atomic-file.ts";
import { controlPlaneName } from "../desired/bootstrap-xds.ts";
import { withLock } from "../file-lock.ts";
import { type CertificateFiles, certificateFiles, type PairFiles } from "./layout.ts";
import { type Identity, renew, type StockPair } from "./renew.ts";
import { sdsCertificate, sdsTrustedCa } from "./sds.ts";

const day = 24 * 60 * 60 * 1000;

/** The certificates of the road between the control plane and its proxies. */
export interface Certificates {
  readonly controlPlane: Identity;
  readonly envoy: Identity;
  readonly files: CertificateFiles;
  /** Files that this call wrote, sorted; empty when everything was good. */
  readonly renewed: readonly string[];
  /** When `ensureCertificates` must be called again. */
  readonly checkAgain: Date;
}

/** What may differ from the usual. */
export interface CertificateOptions {
  /** More DNS names and IP addresses by which proxies reach the control plane. */
  readonly names?: readonly string[];
  /** Starts to replace the authority now, though it has not aged. */
  readonly rotateAuthority?: boolean;
  /** Time between trusting a new authority and using it, in milliseconds; a day unless given. */
  readonly overlapMs?: number;
  readonly now?: Date;
}

/** Makes what is missing, broken or old below `directory`, and leaves the rest; safe to call from several processes. */
export async function ensureCertificates(directory: string, options: CertificateOptions = {}): Promise<Certificates> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return await withLock(join(directory, ".lock"), () => ensure(certificateFiles(directory), options));
}

async function ensure(files: CertificateFiles, options: CertificateOptions): Promise<Certificates> {
  const renewed = new Set<string>();
  const put = async (path: string, content: string, mode: number): Promise<void> => {
    if ((await read(path)) === content) return await restrict(path, mode);
    await writeAtomically(path, content, mode);
    renewed.add(path);
  };
  const stock = {
    authority: await read(files.authority),
    nextAuthority: await read(files.nextAuthority),
    previousAuthority: await read(files.previousAuthority),
    pairs: { controlPlane: await readPair(files.controlPlane), envoy: await readPair(files.envoy) },
  };
  const made = await renew(stock, {
    now: options.now ?? new Date(),
    overlapMs: options.overlapMs ?? day,
    rotateAuthority: options.rotateAuthority ?? false,
    adopt: false,
    subjects: {
      controlPlane: {
        use: "server",
        names: [controlPlaneName, "localhost", "127.0.0.1", "::1", ...(options.names ?? [])],
      },
      envoy: { use: "client", names: ["envoy"] },
    },
  });
  const { authority, nextAuthority, previousAuthority } = made;
  const { controlPlane, envoy } = made.pairs;
  if (authority === undefined || controlPlane === undefined || envoy === undefined) {
    throw new Error("bug: an authority of our own issues everything");
  }

  // What is trusted for longest comes first: whoever is interrupted can go on.
  if (previousAuthority !== undefined) await put(files.previousAuthority, previousAuthority, 0o644);
  await put(files.authority, authority, 0o600);
  if (nextAuthority === undefined) await rm(files.nextAuthority, { force: true });
  else await put(files.nextAuthority, nextAuthority, 0o600);
  if (previousAuthority === undefined) await rm(files.previousAuthority, { force: true });
  for (const [paths, pair] of [
    [files.controlPlane, controlPlane],
    [files.envoy, envoy],
  ] as const) {
    // The key first: whoever reads between the two writes finds a pair that does not match, and reads again.
    await put(paths.privateKey, pair.privateKey, 0o600);
    await put(paths.certificate, pair.certificate, 0o644);
    await put(paths.trusted, pair.trusted, 0o644);
  }
  await put(files.envoy.sdsTrustedCa, sdsTrustedCa(envoy.trusted), 0o600);
  await put(files.envoy.sdsCertificate, sdsCertificate(envoy), 0o600);
  return { controlPlane, envoy, files, renewed: [...renewed].sort(), checkAgain: made.checkAgain };
}

/** Touches nothing that is right already: whoever watches the folder would take it for a change, and look again. */
async function restrict(path: string, mode: number): Promise<void> {
  if (((await stat(path)).mode & 0o777) !== mode) await chmod(path, mode);
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

async function readPair(paths: PairFiles): Promise<StockPair | undefined> {
  const [certificate, privateKey] = await Promise.all([read(paths.certificate), read(paths.privateKey)]);
  return certificate === undefined || privateKey === undefined ? undefined : { certificate, privateKey };
}
