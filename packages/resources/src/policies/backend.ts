import { wellKnownCACertificatesType } from "../gateway-api/backend-tls-policy.ts";
import { localObjectReference, preciseHostname } from "../gateway-api/references.ts";
import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { dnsName, fullDnsName, ipAddress } from "../schema/patterns.ts";
import { backendTLSConfig } from "./tls.ts";

export const backendType: TextSchema = choice("BackendType", ["Endpoints", "DynamicResolver"]);

export const fqdnEndpoint: ObjectSchema = object(
  { name: "FQDNEndpoint", doc: "An endpoint by host name." },
  {
    hostname: required(text({ min: 1, max: 253, pattern: fullDnsName })),
    port: required(integer(0, 65535)),
  },
);

export const ipEndpoint: ObjectSchema = object(
  { name: "IPEndpoint", doc: "An endpoint by IP address." },
  {
    address: required(text({ min: 3, max: 45, pattern: ipAddress })),
    port: required(integer(0, 65535)),
  },
);

export const unixSocket: ObjectSchema = object(
  { name: "UnixSocket", doc: "An endpoint by the path of a socket." },
  {
    path: required(text()),
  },
);

export const backendEndpoint: ObjectSchema = object(
  { name: "BackendEndpoint", doc: "One endpoint of a Backend: by host name, IP address or socket." },
  {
    hostname: text({ min: 1, max: 253, pattern: dnsName }),
    fqdn: fqdnEndpoint,
    ip: ipEndpoint,
    unix: unixSocket,
    zone: text(),
  },
);

export const appProtocolType: TextSchema = choice("AppProtocolType", [
  "gateway.envoyproxy.io/h2c",
  "gateway.envoyproxy.io/ws",
  "gateway.envoyproxy.io/wss",
]);

export const backendTLSSettings: ObjectSchema = object(
  { name: "BackendTLSSettings", doc: "How a Backend is spoken to with TLS, and verified." },
  {
    caCertificateRefs: list(localObjectReference, { max: 8 }),
    wellKnownCACertificates: wellKnownCACertificatesType,
    insecureSkipVerify: defaulted(flag(), false),
    sni: preciseHostname,
    autoSNIFromEndpointHostname: flag(),
    ...backendTLSConfig.fields,
  },
);

export const backendSpec: ObjectSchema = object(
  { name: "BackendSpec", doc: "The endpoints of a Backend, and what they speak." },
  {
    type: defaulted(backendType, "Endpoints"),
    endpoints: list(backendEndpoint, { min: 1, max: 256 }),
    appProtocols: list(appProtocolType),
    fallback: flag(),
    tls: backendTLSSettings,
  },
);
