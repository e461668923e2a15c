import { type ObjectSchema, object } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";

export const tcpTimeout: ObjectSchema = object("TCPTimeout", {
  connectTimeout: duration(),
});

export const httpTimeout: ObjectSchema = object("HTTPTimeout", {
  connectionIdleTimeout: duration(),
  maxConnectionDuration: duration(),
  requestTimeout: duration(),
  maxStreamDuration: duration(),
  streamIdleTimeout: duration(),
});

export const timeout: ObjectSchema = object("Timeout", {
  tcp: tcpTimeout,
  http: httpTimeout,
});

export const tcpClientTimeout: ObjectSchema = object("TCPClientTimeout", {
  idleTimeout: duration(),
  tlsHandshakeTimeout: duration(),
  connectionInspectionTimeout: duration(),
});

export const httpClientTimeout: ObjectSchema = object("HTTPClientTimeout", {
  requestReceivedTimeout: duration(),
  requestHeadersReceivedTimeout: duration(),
  idleTimeout: duration(),
  streamIdleTimeout: duration(),
});

export const clientTimeout: ObjectSchema = object("ClientTimeout", {
  tcp: tcpClientTimeout,
  http: httpClientTimeout,
});
