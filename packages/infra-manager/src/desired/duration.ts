/** Milliseconds of a Gateway API duration such as `1h30m`, `5s` or `250ms`; undefined when it is not one. */
export function toMilliseconds(duration: string): number | undefined {
  if (!/^(\d{1,5}(h|m|s|ms)){1,4}$/.test(duration)) return undefined;
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(/(\d+)(h|ms|m|s)/g)) {
    total += Number(amount) * (unit === "h" ? 3_600_000 : unit === "m" ? 60_000 : unit === "s" ? 1_000 : 1);
  }
  return total;
}
