import { defaulted, integer, number, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { atLeastOne, exactlyOne } from "../schema/rules.ts";

export const faultInjectionDelay: ObjectSchema = object(
  { name: "FaultInjectionDelay", doc: "A delay, and the share of requests that have it." },
  {
    fixedDelay: required(duration()),
    percentage: defaulted(number(), 100),
  },
);

export const faultInjectionAbort: ObjectSchema = object(
  {
    name: "FaultInjectionAbort",
    doc: "An error, and the share of requests that have it.",
    rules: [exactlyOne("httpStatus", "grpcStatus")],
  },
  {
    httpStatus: integer(200, 600),
    grpcStatus: integer(0, 16),
    percentage: defaulted(number(), 100),
  },
);

export const faultInjection: ObjectSchema = object(
  { name: "FaultInjection", doc: "Faults on purpose, to see how clients cope.", rules: [atLeastOne("delay", "abort")] },
  {
    delay: faultInjectionDelay,
    abort: faultInjectionAbort,
  },
);
