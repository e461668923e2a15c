import { generateKeyPairSync } from "node:crypto";
import type { Secret } from "@sluice/resources";
import { describe, expect, it } from "vitest";
import { selfSigned } from "../../test/certificate.ts";
import { readCertificate } from "./certificates.ts";
import { pemBlocks, toPem } from "./pem.ts";

const shop = selfSigned("shop.example.com", "www.example.com");
const other = selfSigned("other.example.com");

function secret(chain: string, key: string): Secret {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const metadata = { name: "s", namespace: "a", labels: {}, annotations: {} };
  const data = { "tls.crt": base64(chain), "tls.key": base64(key) };
  return { key: "a/s", kind: "Secret", metadata, type: "kubernetes.io/tls", data };
}

describe("readCertificate", () => {
  it("reads chain, key and names, and leaves out what is between the blocks", () => {
    const chain = `subject: shop\n${shop.chain}\n# next\n${other.chain}`;
    const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    expect(readCertificate(secret(chain, parameters + shop.key), undefined)).toEqual({
      ok: true,
      value: {
        chain: shop.chain + other.chain,
        privateKey: shop.key,
        names: ["shop.example.com", "www.example.com"],
        dnsNames: ["shop.example.com", "www.example.com"],
        algorithm: "ec",
      },
    });
  });

  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const garbage = toPem({ type: "CERTIFICATE", der: Buffer.from("garbage") });

  it.each([
    ["no chain", "", shop.key, "needs tls.crt"],
    ["no PEM", "hello", shop.key, "not PEM"],
    ["a bad second certificate", shop.chain + garbage, shop.key, "cannot be read"],
    ["no key", shop.chain, "hello", "no private key"],
    [
      "a broken key",
      shop.chain,
      toPem({ type: "PRIVATE KEY", der: Buffer.from("x") }),
      "cannot be read as PRIVATE KEY",
    ],
    ["somebody else's key", shop.chain, other.key, "does not belong"],
    ["a key of another kind", shop.chain, rsa.export({ type: "pkcs8", format: "pem" }) as string, "does not belong"],
  ])("refuses %s", (_title, chain, key, part) => {
    const result = readCertificate(secret(chain, key), undefined);
    expect(result).toMatchObject({
      ok: false,
      problem: { kind: "invalidCertificate", message: expect.stringContaining(part) },
    });
  });

  it.each([
    ["expired", Date.UTC(2200, 0), "expired"],
    ["not yet valid", Date.UTC(2000, 0), "not valid before"],
  ])("looks at dates only when told the time: %s", (_title, validAt, part) => {
    expect(readCertificate(secret(shop.chain, shop.key), undefined).ok).toBe(true);
    expect(readCertificate(secret(shop.chain, shop.key), validAt)).toMatchObject({
      problem: { message: expect.stringContaining(part) },
    });
  });
});

describe("pemBlocks", () => {
  it("gives back what toPem wrote, headers left out", () => {
    const der = Buffer.from(Array.from({ length: 100 }, (_, i) => i));
    const text = toPem({ type: "X509 CRL", der }).replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n");
    expect(pemBlocks(text)).toEqual([{ type: "X509 CRL", der }]);
  });
});
