import { integer, type ObjectSchema, object } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";

export const tcpKeepalive: ObjectSchema = object("TCPKeepalive", {
  probes: integer(),
  idleTime: duration(),
  interval: duration(),
});
