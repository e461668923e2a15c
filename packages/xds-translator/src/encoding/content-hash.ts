import { hash } from "node:crypto";
import { oneText } from "@sluice/collections";

/** A hash of the content, as a short string: equal across restarts and replicas. */
export function contentHash(content: Uint8Array | string): string {
  // 132 bits are plenty to tell versions of one resource apart.
  // A slice would keep the whole.
  return oneText(hash("sha256", content, "base64url").slice(0, 22));
}
