import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A self-signed certificate, PEM, that is valid between two moments. */
export async function certificateOf(notBefore: Date, notAfter: Date): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const options = { name: "CN=test", keys, signingAlgorithm: algorithm, notBefore, notAfter };
  return (await x509.X509CertificateGenerator.createSelfSigned(options)).toString("pem");
}
