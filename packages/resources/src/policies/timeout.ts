import { type ObjectSchema, object } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";

export const tcpTimeout: ObjectSchema = object(
  { name: "TCPTimeout", doc: "Time limits of connections to backends." },
  {
    connectTimeout: duration(),
  },
);

export const httpTimeout: ObjectSchema = object(
  { name: "HTTPTimeout", doc: "Time limits of requests to backends." },
  {
    connectionIdleTimeout: duration(),
    maxConnectionDuration: duration(),
    requestTimeout: duration(),
    maxStreamDuration: duration(),
    streamIdleTimeout: duration(),
  },
);

export const timeout: ObjectSchema = object(
  { name: "Timeout", doc: "Time limits towards backends." },
  {
    tcp: tcpTimeout,
    http: httpTimeout,
  },
);

export const tcpClientTimeout: ObjectSchema = object(
  { name: "TCPClientTimeout", doc: "Time limits of connections from clients." },
  {
    idleTimeout: duration(),
    tlsHandshakeTimeout: duration(),
    connectionInspectionTimeout: duration(),
  },
);

export const httpClientTimeout: ObjectSchema = object(
  { name: "HTTPClientTimeout", doc: "Time limits of requests from clients." },
  {
    requestReceivedTimeout: duration(),
    requestHeadersReceivedTimeout: duration(),
    idleTimeout: duration(),
    streamIdleTimeout: duration(),
  },
);

export const clientTimeout: ObjectSchema = object(
  { name: "ClientTimeout", doc: "Time limits towards clients." },
  {
    tcp: tcpClientTimeout,
    http: httpClientTimeout,
  },
);
