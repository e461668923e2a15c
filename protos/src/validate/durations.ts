import type { Duration } from "@bufbuild/protobuf/wkt";
import { all, type Check, rule } from "./check.ts";
import { type DurationRules, refuseOthers, set } from "./field-rules.ts";
import { boundChecks, choiceChecks } from "./numbers.ts";

/** The rules of google.protobuf.Duration; `required` is the field's affair. */
export function durationCheck(rules: DurationRules): Check<Duration> {
  const { lt, lte, gt, gte, const: constant, in: allowed, notIn, required: _, ...others } = set(rules);
  refuseOthers("duration", others);
  const check = all([
    ...boundChecks("duration", { lt: nanos(lt), lte: nanos(lte), gt: nanos(gt), gte: nanos(gte) }, seconds),
    ...choiceChecks(
      "duration",
      { const: nanos(constant), in: allowed?.map(toNanos), notIn: notIn?.map(toNanos) },
      seconds,
    ),
  ]);
  return (value) => {
    const found = wellFormed(value);
    return found.length > 0 ? found : check(toNanos(value));
  };
}

const longest = 315_576_000_000n; // 10,000 years, the limit that duration.proto states

const wellFormed: Check<Duration> = rule(
  "duration",
  "must be a duration within 10,000 years, seconds and nanos of one sign",
  {
    holds: ({ seconds: whole, nanos: part }) =>
      whole >= -longest &&
      whole <= longest &&
      Math.abs(part) < 1e9 &&
      !(whole > 0n && part < 0) &&
      !(whole < 0n && part > 0),
  },
);

function toNanos(duration: Duration): bigint {
  return duration.seconds * 1_000_000_000n + BigInt(duration.nanos);
}

function nanos(duration: Duration | undefined): bigint | undefined {
  return duration === undefined ? undefined : toNanos(duration);
}

/** Prints nanoseconds as protojson prints a duration, without trailing zeros: `1.5s`. */
function seconds(total: bigint): string {
  const magnitude = total < 0n ? -total : total;
  const part = String(magnitude % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${total < 0n ? "-" : ""}${magnitude / 1_000_000_000n}${part === "" ? "" : `.${part}`}s`;
}
