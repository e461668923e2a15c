import { flag, list, type ObjectSchema, object, type TextSchema, text } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { policyOrigin } from "../schema/patterns.ts";

export const origin: TextSchema = text({ min: 1, max: 253, pattern: policyOrigin });

export const cors: ObjectSchema = object(
  { name: "CORS", doc: "What browsers' scripts of other origins may do." },
  {
    allowOrigins: list(origin),
    allowMethods: list(text()),
    allowHeaders: list(text()),
    exposeHeaders: list(text()),
    maxAge: duration(),
    allowCredentials: flag(),
  },
);
