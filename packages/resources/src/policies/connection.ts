import { defaulted, integer, type ObjectSchema, object } from "../schema/dsl.ts";
import { byteSize, duration } from "../schema/formats.ts";

export const preconnectPolicy: ObjectSchema = object("PreconnectPolicy", {
  perEndpointPercent: integer(100, 300),
  predictivePercent: integer(100),
});

export const backendConnection: ObjectSchema = object("BackendConnection", {
  bufferLimit: byteSize(),
  socketBufferLimit: byteSize(),
  preconnect: preconnectPolicy,
});

export const connectionLimit: ObjectSchema = object("ConnectionLimit", {
  value: integer(1),
  closeDelay: duration(),
  maxConnectionDuration: duration(),
  maxRequestsPerConnection: integer(),
  maxStreamDuration: duration(),
});

export const clientConnection: ObjectSchema = object("ClientConnection", {
  connectionLimit,
  bufferLimit: byteSize(),
  socketBufferLimit: byteSize(),
  maxAcceptPerSocketEvent: defaulted(integer(), 1),
});
