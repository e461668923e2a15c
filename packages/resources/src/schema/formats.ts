import { type QuantitySchema, quantity, type TextSchema, text } from "./dsl.ts";

/** A Gateway API duration (GEP-2257): one to four of hours, minutes, seconds, milliseconds, such as `1m30s`. */
export function duration(): TextSchema {
  return text({ patterns: ["^([0-9]{1,5}(h|m|s|ms)){1,4}$"] });
}

/** A Kubernetes quantity such as `100m` or `1.5Gi`. */
export function resourceQuantity(): QuantitySchema {
  return quantity(quantityPattern);
}

/** A whole number of bytes with an optional unit, such as `32Ki`. */
export function byteSize(): QuantitySchema {
  return quantity(quantityPattern, "^[1-9]+[0-9]*([EPTGMK]i|[EPTGMk])?$");
}

const decimal = String.raw`(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))`;
const quantityPattern = String.raw`^(\+|-)?${decimal}(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?${decimal}))?$`;
