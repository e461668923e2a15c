import { integer, type ObjectSchema, object, text } from "../schema/dsl.ts";
import { byteSize, duration } from "../schema/formats.ts";
import { rule } from "../schema/rules.ts";

export const http2KeepaliveSettings: ObjectSchema = object(
  {
    name: "HTTP2KeepaliveSettings",
    doc: "How dead HTTP/2 connections are found.",
    rules: [
      rule(
        "!has(self.timeout) || !has(self.interval) || duration(self.timeout) < duration(self.interval)",
        "Use a timeout that is shorter than interval.",
      ),
    ],
  },
  {
    interval: duration(),
    timeout: duration(),
    intervalJitter: integer(0, 100),
    idleInterval: duration(),
  },
);

export const http2Settings: ObjectSchema = object(
  { name: "HTTP2Settings", doc: "Settings of HTTP/2." },
  {
    initialStreamWindowSize: byteSize(),
    initialConnectionWindowSize: byteSize(),
    maxConcurrentStreams: integer(1, 2147483647),
    onInvalidMessage: text(),
    connectionKeepalive: http2KeepaliveSettings,
  },
);
