import { secretObjectReference } from "../gateway-api/references.ts";
import { flag, list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";
import { exactlyOne } from "../schema/rules.ts";

export const extractFrom: ObjectSchema = object(
  { name: "ExtractFrom", doc: "Where an API key is looked for.", rules: [exactlyOne("headers", "params", "cookies")] },
  {
    headers: list(text({ min: 1 }), { min: 1 }),
    params: list(text({ min: 1 }), { min: 1 }),
    cookies: list(text({ min: 1 }), { min: 1 }),
  },
);

export const apiKeyAuth: ObjectSchema = object(
  { name: "APIKeyAuth", doc: "Which API keys let a request pass." },
  {
    credentialRefs: required(list(secretObjectReference)),
    extractFrom: required(list(extractFrom, { min: 1 })),
    forwardClientIDHeader: text(),
    sanitize: flag(),
  },
);
