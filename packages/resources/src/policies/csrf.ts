import { fraction } from "../gateway-api/references.ts";
import { list, type ObjectSchema, object } from "../schema/dsl.ts";
import { origin } from "./cors.ts";

export const csrf: ObjectSchema = object(
  { name: "CSRF", doc: "Which origins requests that change something may come from." },
  {
    shadowFraction: fraction,
    additionalOrigins: list(origin, { max: 16 }),
  },
);
