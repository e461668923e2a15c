import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made = new Map<string, { readonly chain: string; readonly key: string }>();

/** A self-signed certificate for some DNS names, and its key: PEM. */
export function selfSigned(...names: readonly string[]): { readonly chain: string; readonly key: string } {
  const id = names.join(" ");
  const known = made.get(id);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), "sluice-certificate-"));
  try {
    const [keyFile, chainFile] = [join(folder, "key.pem"), join(folder, "chain.pem")];
    const names509 = `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`;
    const what = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"];
    const subject = ["-subj", `/CN=${names[0]}`, "-addext", names509];
    execFileSync("openssl", ["req", ...what, ...subject, "-keyout", keyFile, "-out", chainFile], { stdio: "ignore" });
    const pair = { chain: readFileSync(chainFile, "utf8"), key: readFileSync(keyFile, "utf8") };
    made.set(id, pair);
    return pair;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same as the content of a Secret. */
export function certificate(...names: readonly string[]): {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
} {
  const { chain, key } = selfSigned(...names);
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  return { type: "kubernetes.io/tls", data: { "tls.crt": base64(chain), "tls.key": base64(key) } };
}
