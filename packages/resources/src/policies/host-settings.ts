import { flag, type ObjectSchema, object } from "../schema/dsl.ts";

export const hostSettings: ObjectSchema = object(
  { name: "HostSettings", doc: "How the Host header is cleaned." },
  {
    stripTrailingHostDot: flag(),
  },
);
