import { type QuantitySchema, quantity, type TextSchema, text } from "./dsl.ts";
import { byteSizePattern, durationPattern, quantityPattern } from "./patterns.ts";

/** A Gateway API duration (GEP-2257): one to four of hours, minutes, seconds, milliseconds, such as `1m30s`. */
export function duration(): TextSchema {
  return text({ pattern: durationPattern });
}

/** A Kubernetes quantity such as `100m` or `1.5Gi`. */
export function resourceQuantity(): QuantitySchema {
  return quantity(quantityPattern);
}

/** A whole number of bytes with an optional unit, such as `32Ki`. */
export function byteSize(): QuantitySchema {
  return quantity(byteSizePattern);
}
