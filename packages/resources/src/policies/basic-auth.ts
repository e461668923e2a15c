import { secretObjectReference } from "../gateway-api/references.ts";
import { type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const basicAuth: ObjectSchema = object("BasicAuth", {
  users: required(secretObjectReference),
  forwardUsernameHeader: text(),
});
