import type { Metadata } from "@sluice/resources";

/**
 * Orders objects by creation time, then namespace, then name when compared with `<`: the order in which the Gateway API settles ties.
 * Objects without a creation time are the oldest. The separator sorts before every character of a name.
 */
export function ageOf(metadata: Pick<Metadata, "creationTimestamp" | "namespace" | "name">): string {
  return `${metadata.creationTimestamp ?? ""} ${metadata.namespace} ${metadata.name}`;
}
