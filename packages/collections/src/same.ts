import { dequal } from "dequal";

/**
 * The one comparison of values: structural, byte arrays included, with a short cut for identical parts.
 *
 * What cannot be compared (circular, or nested too deeply) counts as changed: a needless rerun is better than a stop.
 */
export function same(left: unknown, right: unknown): boolean {
  try {
    return dequal(left, right);
  } catch {
    return false;
  }
}
