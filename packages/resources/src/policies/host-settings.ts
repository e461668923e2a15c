import { flag, type ObjectSchema, object } from "../schema/dsl.ts";

export const hostSettings: ObjectSchema = object("HostSettings", {
  stripTrailingHostDot: flag(),
});
