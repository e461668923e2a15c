import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { fail, type Outcome, ok } from "@sluice/ir";
import { type Secret, secretData } from "@sluice/resources";
import { type PemBlock, pemBlocks, toPem } from "./pem.ts";

/** A certificate with its chain and private key, ready for Envoy. */
export interface ServingCertificate {
  /** PEM, without what was between the blocks. */
  readonly chain: string;
  /** PEM. */
  readonly privateKey: string;
  /** The names it is for: its DNS names, else its common name. */
  readonly names: readonly string[];
  readonly dnsNames: readonly string[];
  /** `rsa`, `ec`, `ed25519`: of several certificates for a name, Envoy chooses by algorithm. */
  readonly algorithm: string;
}

/** The content of a Secret's field; undefined when it is missing or empty. */
export function secretText(secret: Secret, field: string): string | undefined {
  const data = secretData(secret, field);
  return data === undefined || data.length === 0 ? undefined : Buffer.from(data).toString("utf8");
}

/** Reads a TLS Secret; every certificate of the chain has to be sound, and the key has to fit the first one. */
export function readCertificate(secret: Secret, validAt: number | undefined): Outcome<ServingCertificate> {
  const chainText = secretText(secret, "tls.crt");
  const keyText = secretText(secret, "tls.key");
  if (chainText === undefined || keyText === undefined) return flaw(secret, "needs tls.crt and tls.key");
  const chain = pemBlocks(chainText);
  if (chain.length === 0) return flaw(secret, "has no certificate in tls.crt: it is not PEM");
  let leaf: X509Certificate | undefined;
  for (const block of chain) {
    const certificate = parsed(block, validAt);
    if (!certificate.ok) return flaw(secret, `has a bad certificate in tls.crt: ${certificate.problem.message}`);
    leaf ??= certificate.value;
  }
  const keyBlock = privateKeyBlock(pemBlocks(keyText));
  if (keyBlock === undefined)
    return flaw(secret, "has no private key in tls.key: PKCS #8, PKCS #1 and SEC 1 in PEM are read");
  const key = privateKey(keyBlock);
  if (key === undefined) return flaw(secret, `has a private key in tls.key that cannot be read as ${keyBlock.type}`);
  if (!leaf!.checkPrivateKey(key)) return flaw(secret, "has a private key that does not belong to its certificate");
  const dnsNames = dnsNamesOf(leaf!);
  const commonName = /(?:^|\n)CN=([^\n]+)/.exec(leaf!.subject ?? "")?.[1];
  return ok({
    chain: chain.map(toPem).join(""),
    privateKey: toPem(keyBlock),
    names: dnsNames.length > 0 ? dnsNames : commonName === undefined ? [] : [commonName],
    dnsNames,
    algorithm: leaf!.publicKey.asymmetricKeyType ?? "unknown",
  });
}

function parsed(block: PemBlock, validAt: number | undefined): Outcome<X509Certificate> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(block.der);
  } catch {
    return fail({ kind: "invalidCertificate", message: "it cannot be read" });
  }
  if (validAt !== undefined && Date.parse(certificate.validTo) < validAt)
    return fail({ kind: "invalidCertificate", message: `it expired on ${certificate.validTo}` });
  if (validAt !== undefined && Date.parse(certificate.validFrom) > validAt)
    return fail({ kind: "invalidCertificate", message: `it is not valid before ${certificate.validFrom}` });
  return ok(certificate);
}

const keyTypes = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];

/** OpenSSL puts the parameters of an elliptic curve before the key. */
function privateKeyBlock(blocks: readonly PemBlock[]): PemBlock | undefined {
  return blocks.find(({ type }) => keyTypes.includes(type));
}

function privateKey(block: PemBlock): KeyObject | undefined {
  try {
    return createPrivateKey(toPem(block));
  } catch {
    return undefined;
  }
}

function dnsNamesOf(certificate: X509Certificate): readonly string[] {
  return (certificate.subjectAltName ?? "")
    .split(", ")
    .filter((name) => name.startsWith("DNS:"))
    .map((name) => name.slice(4));
}

function flaw(secret: Secret, what: string): Outcome<never> {
  return fail({ kind: "invalidCertificate", message: `Secret ${secret.key} ${what}` });
}
