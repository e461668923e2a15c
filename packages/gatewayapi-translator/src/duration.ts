const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};
const part = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/y;

/** A duration such as `1h30m` or `500ms` (GEP-2257, and what Go reads) in milliseconds; nothing when it is none. */
export function toMilliseconds(duration: string): number | undefined {
  if (duration === "0") return 0;
  let total = 0;
  let at = 0;
  while (at < duration.length) {
    part.lastIndex = at;
    const found = part.exec(duration);
    if (found === null) return undefined;
    total += Number(found[1]) * units[found[2]!]!;
    at = part.lastIndex;
  }
  return at === 0 ? undefined : total;
}
