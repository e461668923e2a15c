import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { issueAuthority, issuePair, type KeyPair, type Subject } from "./issue.ts";

/** What is there, wherever it is kept; texts are PEM, and may be broken. */
export interface Stock {
  /** Private key and certificate of the authority that signs. */
  readonly authority?: string | undefined;
  /** Of the one that will. */
  readonly nextAuthority?: string | undefined;
  /** Certificates of those that did. */
  readonly previousAuthority?: string | undefined;
  readonly pairs: Readonly<Record<string, StockPair | undefined>>;
}

/** A certificate, its key, and whom its owner trusts. */
export interface StockPair {
  readonly certificate: string;
  readonly privateKey: string;
  readonly trusted?: string | undefined;
}

/** A pair and the authorities that its owner trusts, all PEM. */
export interface Identity extends KeyPair {
  readonly trusted: string;
  readonly notAfter: Date;
}

/** What must be there. */
export interface Wanted<Name extends string> {
  readonly now: Date;
  /** Time between trusting a new authority and using it. */
  readonly overlapMs: number;
  /** Starts to replace the authority now, though it has not aged. */
  readonly rotateAuthority: boolean;
  /** True: good pairs that an unknown authority signed serve until they age. */
  readonly adopt: boolean;
  readonly subjects: Readonly<Record<Name, Subject>>;
}

/** What is there now; what was good is unchanged to the byte. */
export interface Renewed<Name extends string> {
  readonly authority: string | undefined;
  readonly nextAuthority: string | undefined;
  readonly previousAuthority: string | undefined;
  /** A pair is absent only while an unknown authority is in force that cannot be asked for one. */
  readonly pairs: Readonly<Record<Name, Identity | undefined>>;
  /** When it must be looked at again. */
  readonly checkAgain: Date;
}

const authorityDays = 3650;
const pairDays = 365;

/**
 * Makes what is missing, broken or old, and leaves the rest.
 *
 * A new authority is first trusted beside the old one, signs after `overlapMs`, and the old one is trusted for as long again:
 * both ends may take up what is theirs at different times without a failed handshake.
 */
export async function renew<Name extends string>(stock: Stock, wanted: Wanted<Name>): Promise<Renewed<Name>> {
  const { now, overlapMs } = wanted;
  const rotation = await rotate(stock, wanted);
  const { authority, next, previous, foreign } = rotation;
  const trusted = [previous, authority?.certificate ?? foreign, next?.certificate]
    .filter((one) => one !== undefined)
    .join("");

  const names = Object.keys(wanted.subjects) as Name[];
  const pairs = {} as Record<Name, Identity | undefined>;
  for (const name of names) {
    const found = goodPair(stock.pairs[name]);
    const { use, names: asked } = wanted.subjects[name];
    // Names that other callers asked for stay: two that ask for different ones must not issue against each other.
    const subject: Subject = { use, names: use === "server" ? [...new Set([...asked, ...namesOf(found)])] : asked };
    let used = found;
    if (authority !== undefined && !(found !== undefined && serves(found, { authority, subject, now })))
      used = await issuePair(authority, subject, { from: now, days: pairDays });
    pairs[name] = used && { certificate: used.certificate, privateKey: used.privateKey, trusted, notAfter: ends(used) };
  }

  const checks = names.flatMap((name) => (pairs[name] === undefined ? [] : [renewalOf(pairs[name])]));
  if (authority !== undefined) checks.push(renewalOf(authority));
  if (next !== undefined) checks.push(madeAt(next.certificate) + overlapMs);
  if (previous !== undefined && authority !== undefined) checks.push(madeAt(authority.certificate) + 2 * overlapMs);
  return {
    authority: authority && authority.privateKey + authority.certificate,
    nextAuthority: next && next.privateKey + next.certificate,
    previousAuthority: previous,
    pairs,
    checkAgain: new Date(Math.max(Math.min(...checks), now.getTime() + 1000)),
  };
}

interface Rotation {
  /** Absent while `foreign` is in force. */
  readonly authority: KeyPair | undefined;
  readonly next: KeyPair | undefined;
  readonly previous: string | undefined;
  readonly foreign: string | undefined;
}

/** The authorities: the one that signs, the one that will, and those that did. */
async function rotate<Name extends string>(stock: Stock, wanted: Wanted<Name>): Promise<Rotation> {
  const { now, overlapMs, rotateAuthority } = wanted;
  const time = now.getTime();
  const issue = (): Promise<KeyPair> => issueAuthority({ from: now, days: authorityDays });
  let authority = readAuthority(stock.authority, now);
  let next = readAuthority(stock.nextAuthority, now);
  // Somebody was interrupted between two steps.
  if (next?.certificate === authority?.certificate) next = undefined;
  let previous = stock.previousAuthority;
  const foreign = authority === undefined && wanted.adopt ? foreignAuthorities(stock, wanted) : undefined;
  const old = authority?.certificate ?? foreign;
  if (next !== undefined && (old === undefined || time >= madeAt(next.certificate) + overlapMs)) {
    if (old !== undefined) previous = old;
    authority = next;
    next = undefined;
  }
  if (authority === undefined && foreign === undefined) authority = await issue();
  const renewal = authority === undefined ? foreignRenewal(stock, wanted) : renewalOf(authority);
  if (next === undefined && (rotateAuthority || time >= renewal)) next = await issue();
  const trusted =
    previous !== undefined && authority !== undefined && time < madeAt(authority.certificate) + 2 * overlapMs;
  return {
    authority,
    next,
    previous: trusted ? previous : undefined,
    foreign: authority === undefined ? foreign : undefined,
  };
}

/** Whom the owners of pairs trust that somebody else made, if all of them hold and trust each other. */
function foreignAuthorities<Name extends string>(stock: Stock, { subjects, now }: Wanted<Name>): string | undefined {
  const found = Object.keys(subjects).flatMap((name) => {
    const pair = stock.pairs[name];
    return pair === undefined ? [] : [{ pair, subject: subjects[name as Name] }];
  });
  if (found.length === 0) return undefined;
  const trusted = new Set(found.flatMap(({ pair }) => certificatesIn(pair.trusted ?? "")));
  // Ours, which is trusted already, signs nothing yet.
  for (const one of certificatesIn(stock.nextAuthority ?? "")) trusted.delete(one);
  const authorities = [...trusted].flatMap((text) => parse(text) ?? []);
  const good = found.every(({ pair, subject }) => {
    const certificate = parse(pair.certificate);
    if (certificate === undefined || goodPair(pair) === undefined || ends(pair) <= now) return false;
    const serving = subject.use === "client" || namesOf(pair).includes(subject.names[0] ?? "");
    return serving && authorities.some((one) => certificate.verify(one.publicKey));
  });
  return good ? [...trusted].join("") : undefined;
}

/** When the first of the pairs that somebody else made ages. */
function foreignRenewal<Name extends string>(stock: Stock, { subjects }: Wanted<Name>): number {
  const pairs = Object.keys(subjects).flatMap((name) => stock.pairs[name] ?? []);
  return Math.min(...pairs.map(renewalOf));
}

function certificatesIn(text: string): readonly string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return found.map((one) => `${one}\n`);
}

function parse(certificate: string): X509Certificate | undefined {
  try {
    return new X509Certificate(certificate);
  } catch {
    return undefined;
  }
}

/** Undefined when it is missing, broken or has ended. */
function readAuthority(text: string | undefined, now: Date): KeyPair | undefined {
  const privateKey = /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----\n/.exec(text ?? "")?.[0];
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/.exec(text ?? "")?.[0];
  if (privateKey === undefined || certificate === undefined) return undefined;
  const pair = { privateKey, certificate };
  return matches(pair) && ends(pair) > now ? pair : undefined;
}

function goodPair(pair: StockPair | undefined): KeyPair | undefined {
  return pair !== undefined && matches(pair) ? pair : undefined;
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

function ends({ certificate }: Pick<KeyPair, "certificate">): Date {
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
