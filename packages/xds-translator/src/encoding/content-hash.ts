import { hash } from "node:crypto";

/** A hash of the content, as a short string: equal across restarts and replicas. */
export function contentHash(content: Uint8Array | string): string {
  // 132 bits are plenty to tell versions of one resource apart.
  return hash("sha256", content, "base64url").slice(0, 22);
}
