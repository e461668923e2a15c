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
import { exactlyOne, notWhen, rule } from "../schema/rules.ts";
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
  {
    name: "UnixSocket",
    doc: "An endpoint by the path of a socket.",
    rules: [rule("self.path.size() <= 108", "Use a path of at most 108 characters: no system takes a longer one.")],
  },
  {
    path: required(text()),
  },
);

export const backendEndpoint: ObjectSchema = object(
  {
    name: "BackendEndpoint",
    doc: "One endpoint of a Backend: by host name, IP address or socket.",
    rules: [exactlyOne("fqdn", "ip", "unix")],
  },
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
  {
    name: "BackendTLSSettings",
    doc: "How a Backend is spoken to with TLS, and verified.",
    rules: [
      ...(backendTLSConfig.rules ?? []),
      rule(
        "!has(self.caCertificateRefs) || self.caCertificateRefs.size() == 0 || !has(self.wellKnownCACertificates) || self.wellKnownCACertificates == ''",
        "Set only one of caCertificateRefs or wellKnownCACertificates.",
      ),
      rule(
        "!has(self.insecureSkipVerify) || !self.insecureSkipVerify || ((!has(self.caCertificateRefs) || self.caCertificateRefs.size() == 0) && (!has(self.wellKnownCACertificates) || self.wellKnownCACertificates == ''))",
        "Remove caCertificateRefs and wellKnownCACertificates, or insecureSkipVerify: what is not verified needs no authority.",
      ),
      rule(
        "!has(self.sni) || !has(self.autoSNIFromEndpointHostname) || !self.autoSNIFromEndpointHostname",
        "Set only one of sni or autoSNIFromEndpointHostname.",
      ),
    ],
  },
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
  {
    name: "BackendSpec",
    doc: "The endpoints of a Backend, and what they speak.",
    rules: [
      notWhen("endpoints", "type", ["DynamicResolver"]),
      rule(
        "self.type != 'DynamicResolver' || !has(self.tls) || !has(self.tls.autoSNIFromEndpointHostname) || !self.tls.autoSNIFromEndpointHostname",
        "Remove tls.autoSNIFromEndpointHostname: a DynamicResolver has no endpoints with hostnames.",
      ),
      rule(
        "!has(self.tls) || !has(self.tls.autoSNIFromEndpointHostname) || !self.tls.autoSNIFromEndpointHostname || self.endpoints.all(e, has(e.hostname) || !(has(e.ip) || has(e.unix)))",
        "Give each endpoint by ip or unix a hostname: tls.autoSNIFromEndpointHostname needs it.",
      ),
      rule(
        "!has(self.endpoints) || self.endpoints.all(e, has(e.fqdn)) || self.endpoints.all(e, !has(e.fqdn))",
        "Write endpoints by fqdn in a Backend of their own, apart from those by ip or unix.",
      ),
    ],
  },
  {
    type: defaulted(backendType, "Endpoints"),
    endpoints: list(backendEndpoint, { min: 1, max: 256 }),
    appProtocols: list(appProtocolType),
    fallback: flag(),
    tls: backendTLSSettings,
  },
);
