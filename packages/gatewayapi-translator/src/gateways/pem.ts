/** One block of a PEM file. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly type: string;
  readonly der: Uint8Array;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

/** The blocks of a PEM file in order; text between blocks and blocks that are no base64 are skipped. */
export function pemBlocks(pem: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const [, type, body] of pem.matchAll(block)) {
    // Headers (RFC 1421) end with an empty line.
    const base64 = body!.replace(/^\s*(?:[^\n:]+:[^\n]*\n)+\s*\n/, "").replace(/\s+/g, "");
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) blocks.push({ type: type!, der: Buffer.from(base64, "base64") });
  }
  return blocks;
}

/** A block as text, in lines of 64 characters. */
export function toPem({ type, der }: PemBlock): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}
