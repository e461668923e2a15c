import { integer, type ObjectSchema, object, text } from "../schema/dsl.ts";
import { byteSize, duration } from "../schema/formats.ts";

export const http2KeepaliveSettings: ObjectSchema = object("HTTP2KeepaliveSettings", {
  interval: duration(),
  timeout: duration(),
  intervalJitter: integer(0, 100),
  idleInterval: duration(),
});

export const http2Settings: ObjectSchema = object("HTTP2Settings", {
  initialStreamWindowSize: byteSize(),
  initialConnectionWindowSize: byteSize(),
  maxConcurrentStreams: integer(1, 2147483647),
  onInvalidMessage: text(),
  connectionKeepalive: http2KeepaliveSettings,
});
