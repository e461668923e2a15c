import { secretObjectReference } from "../gateway-api/references.ts";
import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const basicAuth: ObjectSchema = object(
  { name: "BasicAuth", doc: "Which user names and passwords let a request pass." },
  {
    users: required(secretObjectReference),
    forwardUsernameHeader: text(),
  },
);
