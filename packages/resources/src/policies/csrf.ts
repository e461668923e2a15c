import { fraction } from "../gateway-api/references.ts";
import { list, type ObjectSchema, object } from "../schema/dsl.ts";
import { origin } from "./cors.ts";

export const csrf: ObjectSchema = object("CSRF", {
  shadowFraction: fraction,
  additionalOrigins: list(origin, { max: 16 }),
});
