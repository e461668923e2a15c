import { integer, type ObjectSchema, object } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";

export const tcpKeepalive: ObjectSchema = object(
  { name: "TCPKeepalive", doc: "How dead connections are found." },
  {
    probes: integer(),
    idleTime: duration(),
    interval: duration(),
  },
);
