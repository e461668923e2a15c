import { type IntegerSchema, integer } from "../schema/dsl.ts";

export const httpStatus: IntegerSchema = integer(100, 599);
