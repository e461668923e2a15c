import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 86_400_000;

/** A certificate and its private key, PEM, under the names that Node's TLS has for them. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** An authority of its own. */
export interface Authority {
  readonly cert: string;
  /** A certificate for these DNS names, good for servers and clients; the first name is its subject. */
  issue(...names: readonly string[]): Promise<KeyPair>;
}

export async function makeAuthority(name = "traffic tests"): Promise<Authority> {
  const keys = await newKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    ...period(),
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    cert: ca.toString("pem"),
    async issue(...names) {
      const own = await newKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0]}`,
        issuer: ca.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        ...period(),
        extensions: [
          new x509.BasicConstraintsExtension(false),
          new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value }))),
        ],
      });
      const der = await webcrypto.subtle.exportKey("pkcs8", own.privateKey);
      return { cert: leaf.toString("pem"), key: x509.PemConverter.encode(der, "PRIVATE KEY") };
    },
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function period(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 30 * day) };
}
