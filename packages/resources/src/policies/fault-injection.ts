import { defaulted, integer, number, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";

export const faultInjectionDelay: ObjectSchema = object("FaultInjectionDelay", {
  fixedDelay: required(duration()),
  percentage: defaulted(number(), 100),
});

export const faultInjectionAbort: ObjectSchema = object("FaultInjectionAbort", {
  httpStatus: integer(200, 600),
  grpcStatus: integer(0, 16),
  percentage: defaulted(number(), 100),
});

export const faultInjection: ObjectSchema = object("FaultInjection", {
  delay: faultInjectionDelay,
  abort: faultInjectionAbort,
});
