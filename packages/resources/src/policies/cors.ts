import { flag, list, type ObjectSchema, object, type TextSchema, text } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";

export const origin: TextSchema = text({
  min: 1,
  max: 253,
  patterns: ["^(\\*|[A-Za-z][A-Za-z0-9+.-]*:\\/\\/(\\*|(\\*\\.)?(([\\w-]+\\.?)+)?[\\w-]+)(:\\d{1,5})?)$"],
});

export const cors: ObjectSchema = object("CORS", {
  allowOrigins: list(origin),
  allowMethods: list(text()),
  allowHeaders: list(text()),
  exposeHeaders: list(text()),
  maxAge: duration(),
  allowCredentials: flag(),
});
