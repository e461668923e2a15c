import { type IntegerSchema, integer, oneOfIntegers } from "../schema/dsl.ts";

export const httpStatus: IntegerSchema = integer(100, 599);

/** Statuses of errors that Envoy knows by name. */
export const errorStatus: IntegerSchema = oneOfIntegers(
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417],
  ...[421, 422, 423, 424, 426, 428, 429, 431],
  ...[500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511],
);
