import type { Resource } from "./kinds.ts";

type Aged = Pick<Resource, "metadata">;

/**
 * Orders by creation time (oldest first; objects without one come last), then namespace, then name, as Gateway API
 * resolves conflicts.
 */
export function compareAge({ metadata: a }: Aged, { metadata: b }: Aged): number {
  return (
    compare(instant(a.creationTimestamp), instant(b.creationTimestamp)) ||
    compare(a.namespace, b.namespace) ||
    compare(a.name, b.name)
  );
}

function instant(timestamp: string | undefined): number {
  const time = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

function compare<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
