import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { writeAtomically } from "../atomic-file.ts";
import { controlPlaneName } from "../desired/bootstrap-xds.ts";
import { withLock } from "../file-lock.ts";
import { issueAuthority, issuePair, type KeyPair, type Subject } from "./issue.ts";
import { type CertificateFiles, certificateFiles, type PairFiles } from "./layout.ts";
import { sdsCertificate, sdsTrustedCa } from "./sds.ts";

const day = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
const pairDays = 365;

/** A pair and the authorities that its owner trusts, all PEM. */
export interface Identity extends KeyPair {
  readonly trusted: string;
  readonly notAfter: Date;
}

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

/**
 * Makes what is missing, broken or old below `directory`, and leaves the rest; safe to call from several processes.
 *
 * A new authority is first trusted beside the old one, signs after `overlapMs`, and the old one is trusted for as
 * long again: both ends may take up their files at different times without a failed handshake.
 */
export async function ensureCertificates(directory: string, options: CertificateOptions = {}): Promise<Certificates> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return await withLock(join(directory, ".lock"), () => ensure(certificateFiles(directory), options));
}

async function ensure(files: CertificateFiles, options: CertificateOptions): Promise<Certificates> {
  const now = options.now ?? new Date();
  const overlapMs = options.overlapMs ?? day;
  const renewed = new Set<string>();
  const put = async (path: string, content: string, mode: number): Promise<void> => {
    if ((await read(path)) === content) return await restrict(path, mode);
    await writeAtomically(path, content, mode);
    renewed.add(path);
  };

  const { authority, next, previous } = await rotate(files, { ...options, now, overlapMs }, put);
  const trusted = [previous, authority.certificate, next?.certificate].filter((one) => one !== undefined).join("");

  const pair = async (paths: PairFiles, subject: Subject): Promise<Identity> => {
    const found = await readPair(paths);
    const good = found !== undefined && serves(found, { authority, subject, now });
    const used = good ? found : await issuePair(authority, subject, { from: now, days: pairDays });
    // The key first: whoever reads between the two writes finds a pair that does not match, and reads again.
    await put(paths.privateKey, used.privateKey, 0o600);
    await put(paths.certificate, used.certificate, 0o644);
    await put(paths.trusted, trusted, 0o644);
    return { ...used, trusted, notAfter: ends(used) };
  };
  // Names that other callers asked for stay: two that ask for different ones must not issue against each other.
  const kept = namesOf(await readPair(files.controlPlane));
  const asked = [controlPlaneName, "localhost", "127.0.0.1", "::1", ...(options.names ?? [])];
  const names = [...new Set([...asked, ...kept])];
  const controlPlane = await pair(files.controlPlane, { use: "server", names });
  const envoy = await pair(files.envoy, { use: "client", names: ["envoy"] });
  await put(files.envoy.sdsTrustedCa, sdsTrustedCa(trusted), 0o600);
  await put(files.envoy.sdsCertificate, sdsCertificate(envoy), 0o600);

  const checks = [renewalOf(controlPlane), renewalOf(envoy), renewalOf(authority)];
  if (next !== undefined) checks.push(madeAt(next.certificate) + overlapMs);
  if (previous !== undefined) checks.push(madeAt(authority.certificate) + 2 * overlapMs);
  const checkAgain = new Date(Math.max(Math.min(...checks), now.getTime() + 1000));
  return { controlPlane, envoy, files, renewed: [...renewed].sort(), checkAgain };
}

interface Rotation {
  readonly now: Date;
  readonly overlapMs: number;
  readonly rotateAuthority?: boolean;
}

type Put = (path: string, content: string, mode: number) => Promise<void>;

/** The authorities: the one that signs, the one that will, and the one that did. */
async function rotate(
  files: CertificateFiles,
  { now, overlapMs, rotateAuthority = false }: Rotation,
  put: Put,
): Promise<{ authority: KeyPair; next: KeyPair | undefined; previous: string | undefined }> {
  const time = now.getTime();
  const issue = async (path: string): Promise<KeyPair> => {
    const made = await issueAuthority({ from: now, days: authorityDays });
    await put(path, made.privateKey + made.certificate, 0o600);
    return made;
  };
  let authority = await readAuthority(files.authority, now);
  let next = await readAuthority(files.nextAuthority, now);
  if (next !== undefined && (authority === undefined || time >= madeAt(next.certificate) + overlapMs)) {
    if (authority !== undefined) await put(files.previousAuthority, authority.certificate, 0o644);
    await rename(files.nextAuthority, files.authority);
    authority = next;
    next = undefined;
  }
  authority ??= await issue(files.authority);
  if (next === undefined && (rotateAuthority || time >= renewalOf(authority))) next = await issue(files.nextAuthority);

  const previous = await read(files.previousAuthority);
  const trusted = previous !== undefined && time < madeAt(authority.certificate) + 2 * overlapMs;
  if (previous !== undefined && !trusted) await rm(files.previousAuthority, { force: true });
  await restrict(files.authority, 0o600);
  return { authority, next, previous: trusted ? previous : undefined };
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

/** Undefined when it is missing, broken or has ended. */
async function readAuthority(path: string, now: Date): Promise<KeyPair | undefined> {
  const text = (await read(path)) ?? "";
  const privateKey = /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----\n/.exec(text)?.[0];
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/.exec(text)?.[0];
  if (privateKey === undefined || certificate === undefined) return undefined;
  const pair = { privateKey, certificate };
  return matches(pair) && ends(pair) > now ? pair : undefined;
}

async function readPair(paths: PairFiles): Promise<KeyPair | undefined> {
  const [certificate, privateKey] = await Promise.all([read(paths.certificate), read(paths.privateKey)]);
  if (certificate === undefined || privateKey === undefined) return undefined;
  const pair = { certificate, privateKey };
  return matches(pair) ? pair : undefined;
}

function matches({ certificate, privateKey }: KeyPair): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    return false;
  }
}

interface Expected {
  readonly authority: KeyPair;
  readonly subject: Subject;
  readonly now: Date;
}

/** True when the authority of today signed it for these names and it is not old. */
function serves(pair: KeyPair, { authority, subject, now }: Expected): boolean {
  const certificate = new X509Certificate(pair.certificate);
  const named = namesOf(pair);
  const complete = subject.names.every((name) => (isIP(name) === 0 ? named.includes(name) : certificate.checkIP(name)));
  const signed = certificate.verify(new X509Certificate(authority.certificate).publicKey);
  return signed && complete && now.getTime() < renewalOf(pair);
}

/** DNS names and IPv4 addresses; IPv6 ones come in another spelling than they were asked for. */
function namesOf(pair: KeyPair | undefined): readonly string[] {
  const text = pair === undefined ? "" : (new X509Certificate(pair.certificate).subjectAltName ?? "");
  return [...text.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].flatMap(([, name = ""]) =>
    name.includes(":") ? [] : [name],
  );
}

function ends({ certificate }: KeyPair): Date {
  return new Date(new X509Certificate(certificate).validTo);
}

function madeAt(certificate: string): number {
  return Date.parse(new X509Certificate(certificate).validFrom);
}

/** A third of the life before the end. */
function renewalOf({ certificate }: Pick<KeyPair, "certificate">): number {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return Date.parse(validTo) - (Date.parse(validTo) - Date.parse(validFrom)) / 3;
}
