import { defaulted, integer, integer64, type ObjectSchema, object } from "../schema/dsl.ts";
import { byteSize, duration } from "../schema/formats.ts";
import { needs } from "../schema/rules.ts";

export const preconnectPolicy: ObjectSchema = object(
  { name: "PreconnectPolicy", doc: "How many connections are opened ahead of need." },
  {
    perEndpointPercent: integer(100, 300),
    predictivePercent: integer(100),
  },
);

export const backendConnection: ObjectSchema = object(
  { name: "BackendConnection", doc: "Settings of connections to backends." },
  {
    bufferLimit: byteSize(),
    socketBufferLimit: byteSize(),
    preconnect: preconnectPolicy,
  },
);

export const connectionLimit: ObjectSchema = object(
  {
    name: "ConnectionLimit",
    doc: "How many connections clients may have, and for how long.",
    rules: [needs("closeDelay", "value")],
  },
  {
    value: integer64(1),
    closeDelay: duration(),
    maxConnectionDuration: duration(),
    maxRequestsPerConnection: integer(),
    maxStreamDuration: duration(),
  },
);

export const clientConnection: ObjectSchema = object(
  { name: "ClientConnection", doc: "Settings of connections from clients." },
  {
    connectionLimit,
    bufferLimit: byteSize(),
    socketBufferLimit: byteSize(),
    maxAcceptPerSocketEvent: defaulted(integer(), 1),
  },
);
