import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fail, type Outcome, ok } from "@sluice/ir";
import type { Download } from "./download.ts";
import { releaseAssets } from "./pins.ts";
import { verifiedText } from "./release-signature.ts";

const releases = "https://github.com/envoyproxy/envoy/releases/download";

/** Brings a binary of the upstream release; the release's checksums count only with the maintainers' signature. */
export async function fetchRelease(download: Download, staging: string, key?: string): Promise<Outcome<string>> {
  const { version, environment, onEvent } = download;
  const asset = releaseAssets[`${process.platform}-${process.arch}`]?.(version);
  if (asset === undefined) return no(`upstream releases no Envoy for ${process.platform} ${process.arch}`);
  // A mirror of the releases, for machines that reach no other; what it serves is checked the same way.
  const base = `${environment.SLUICE_ENVOY_RELEASES ?? releases}/v${version}`;
  try {
    const checksums = await request(`${base}/checksums.txt.asc`, download);
    const signed = await verifiedText(await checksums.text(), key);
    if (!signed.ok) return signed;
    const expected = digestOf(asset, signed.value);
    if (expected === undefined) return no(`the checksums of release ${version} do not name ${asset}`);

    const response = await request(`${base}/${asset}`, download);
    if (response.body === null) return no(`${asset} is empty`);
    const size = Number(response.headers.get("content-length"));
    const total = size > 0 ? { total: size } : {};
    onEvent?.({ kind: "downloading", version, from: "release", ...total });
    const path = join(staging, "envoy");
    const hash = createHash("sha256");
    let received = 0;
    let told = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        received += chunk.length;
        if (Date.now() - told > 150) {
          told = Date.now();
          onEvent?.({ kind: "progress", received, ...total });
        }
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body as never), measure, createWriteStream(path));
    onEvent?.({ kind: "progress", received, ...total });
    const digest = hash.digest("hex");
    return digest === expected ? ok(path) : no(`${asset} has SHA-256 ${digest}, and ${expected} was expected`);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return no(`the release of Envoy ${version} cannot be read: ${cause?.message || message}`);
  }
}

function no(message: string): Outcome<never> {
  return fail({ kind: "infrastructure", message });
}

async function request(url: string, { signal }: Download): Promise<Response> {
  const response = await fetch(url, { signal: signal ?? null, redirect: "follow" });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}

/** Lines are `<sha256>  <path>`, as `sha256sum` writes them. */
function digestOf(asset: string, checksums: string): string | undefined {
  for (const line of checksums.split("\n")) {
    const match = /^([0-9a-f]{64})\s+\*?(?:.*\/)?([^/\s]+)\s*$/.exec(line);
    if (match?.[2] === asset) return match[1];
  }
  return undefined;
}
