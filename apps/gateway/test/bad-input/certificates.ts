import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";

/** PEM texts for mistakes with certificates. */
export interface Pem {
  readonly certificate: string;
  readonly key: string;
  /** A key that belongs to nothing else here. */
  readonly otherKey: string;
  /** A certificate of `key` whose time is over. */
  readonly expired: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 86_400_000;

/** Makes them anew. */
export async function makePem(): Promise<Pem> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const other = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const issue = async (from: number, to: number): Promise<string> => {
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: "CN=bad.example.com",
      keys,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() + from * day),
      notAfter: new Date(Date.now() + to * day),
    });
    return `${certificate.toString("pem")}\n`;
  };
  return {
    certificate: await issue(-1, 30),
    key: await toPem(keys.privateKey),
    otherKey: await toPem(other.privateKey),
    expired: await issue(-30, -1),
  };
}

async function toPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${bytes.replace(/.{64}/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
}
