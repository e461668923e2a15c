import { labelSelector } from "../core/label-selector.ts";
import type { Rule } from "../schema/dsl.ts";
import {
  choice,
  defaulted,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { hostnamePattern, labelKey, protocolPattern } from "../schema/patterns.ts";
import { rule } from "../schema/rules.ts";
import { listenerRules } from "./listener-rules.ts";
import {
  addressType,
  annotationValue,
  gatewayDefaultScope,
  group,
  hostname,
  kind,
  labelValue,
  objectName,
  objectReference,
  secretObjectReference,
  sectionName,
} from "./references.ts";

/** Keys of labels and annotations, as Kubernetes has them. */
function keyRules(field: string): readonly Rule[] {
  return [
    rule(
      `!has(self.${field}) || self.${field}.all(k, k.matches(r'${labelKey.regex}'))`,
      `Write keys of ${field} as ${labelKey.means}.`,
    ),
    rule(
      `!has(self.${field}) || self.${field}.all(k, k.split('/')[0].size() < 253)`,
      `Use prefixes of less than 253 characters in ${field}.`,
    ),
  ];
}

export const protocolType: TextSchema = text({ min: 1, max: 255, pattern: protocolPattern });

export const tlsModeType: TextSchema = choice("TLSModeType", ["Terminate", "Passthrough"]);

export const listenerTLSConfig: ObjectSchema = object(
  {
    name: "ListenerTLSConfig",
    doc: "How a listener ends or passes TLS.",
    rules: [
      rule(
        "self.mode != 'Terminate' || (has(self.certificateRefs) && self.certificateRefs.size() > 0) || (has(self.options) && self.options.size() > 0)",
        "Set certificateRefs: mode Terminate needs a certificate.",
      ),
    ],
  },
  {
    mode: defaulted(tlsModeType, "Terminate"),
    certificateRefs: list(secretObjectReference, { max: 64 }),
    options: map(annotationValue, { max: 16 }),
  },
);

export const fromNamespaces: TextSchema = choice("FromNamespaces", ["All", "Selector", "Same"]);

export const routeNamespaces: ObjectSchema = object(
  { name: "RouteNamespaces", doc: "The namespaces whose routes may attach to a listener." },
  {
    from: defaulted(fromNamespaces, "Same"),
    selector: labelSelector,
  },
);

export const routeGroupKind: ObjectSchema = object(
  { name: "RouteGroupKind", doc: "A kind of route." },
  {
    group: defaulted(group, "gateway.networking.k8s.io"),
    kind: required(kind),
  },
);

export const allowedRoutes: ObjectSchema = object(
  { name: "AllowedRoutes", doc: "Which routes may attach to a listener." },
  {
    namespaces: defaulted(routeNamespaces, { from: "Same" }),
    kinds: list(routeGroupKind, { max: 8 }),
  },
);

export const listener: ObjectSchema = object(
  { name: "Listener", doc: "A port, protocol and hostname at which a Gateway takes traffic." },
  {
    name: required(sectionName),
    hostname,
    port: required(integer(1, 65535)),
    protocol: required(protocolType),
    tls: listenerTLSConfig,
    allowedRoutes: defaulted(allowedRoutes, { namespaces: { from: "Same" } }),
  },
);

export const gatewaySpecAddress: ObjectSchema = object(
  {
    name: "GatewaySpecAddress",
    doc: "An address that a Gateway asks for.",
    rules: [
      rule(
        `self.type != 'Hostname' || !has(self.value) || self.value.matches(r'${hostnamePattern.regex}')`,
        `Write value as ${hostnamePattern.means}.`,
      ),
      rule("self.type != 'IPAddress' || !has(self.value) || isIP(self.value)", "Write value as an IP address."),
    ],
  },
  {
    type: defaulted(addressType, "IPAddress"),
    value: text({ max: 253 }),
  },
);

export const localParametersReference: ObjectSchema = object(
  { name: "LocalParametersReference", doc: "The object with a Gateway's settings, in its namespace." },
  {
    group: required(group),
    kind: required(kind),
    name: required(text({ min: 1, max: 253 })),
  },
);

export const gatewayInfrastructure: ObjectSchema = object(
  {
    name: "GatewayInfrastructure",
    doc: "What the infrastructure made for a Gateway carries.",
    rules: [...keyRules("labels"), ...keyRules("annotations")],
  },
  {
    labels: map(labelValue, { max: 8 }),
    annotations: map(annotationValue, { max: 16 }),
    parametersRef: localParametersReference,
  },
);

export const listenerNamespaces: ObjectSchema = object(
  { name: "ListenerNamespaces", doc: "The namespaces whose ListenerSets may join a Gateway." },
  {
    from: defaulted(choice("ListenerSetNamespacesFrom", ["All", "Selector", "Same", "None"]), "None"),
    selector: labelSelector,
  },
);

export const allowedListeners: ObjectSchema = object(
  { name: "AllowedListeners", doc: "Which ListenerSets may join a Gateway." },
  {
    namespaces: defaulted(listenerNamespaces, { from: "None" }),
  },
);

export const gatewayBackendTLS: ObjectSchema = object(
  { name: "GatewayBackendTLS", doc: "The certificate that a Gateway shows to backends." },
  {
    clientCertificateRef: secretObjectReference,
  },
);

export const frontendValidationModeType: TextSchema = choice("FrontendValidationModeType", [
  "AllowValidOnly",
  "AllowInsecureFallback",
]);

export const frontendTLSValidation: ObjectSchema = object(
  { name: "FrontendTLSValidation", doc: "How clients' certificates are verified." },
  {
    caCertificateRefs: required(list(objectReference, { min: 1, max: 16 })),
    mode: defaulted(frontendValidationModeType, "AllowValidOnly"),
  },
);

export const tlsConfig: ObjectSchema = object(
  { name: "TLSConfig", doc: "TLS settings towards clients." },
  {
    validation: frontendTLSValidation,
  },
);

export const tlsPortConfig: ObjectSchema = object(
  { name: "TLSPortConfig", doc: "TLS settings towards clients of one port." },
  {
    port: required(integer(1, 65535)),
    tls: required(tlsConfig),
  },
);

export const frontendTLSConfig: ObjectSchema = object(
  {
    name: "FrontendTLSConfig",
    doc: "TLS settings towards clients, for all ports and for single ones.",
    rules: [
      rule(
        "!has(self.perPort) || self.perPort.all(a, self.perPort.exists_one(b, a.port == b.port))",
        "Write each port once in perPort.",
      ),
    ],
  },
  {
    default: required(tlsConfig),
    perPort: list(tlsPortConfig, { max: 64, mapKeys: ["port"] }),
  },
);

export const gatewayTLSConfig: ObjectSchema = object(
  { name: "GatewayTLSConfig", doc: "TLS settings of a whole Gateway, towards clients and backends." },
  {
    backend: gatewayBackendTLS,
    frontend: frontendTLSConfig,
  },
);

export const gatewaySpec: ObjectSchema = object(
  {
    name: "GatewaySpec",
    doc: "The class, listeners and addresses of a Gateway.",
    rules: [
      ...listenerRules,
      rule(
        "!has(self.addresses) || self.addresses.all(a, a.type != 'IPAddress' || !has(a.value) || self.addresses.exists_one(b, b.type == a.type && has(b.value) && b.value == a.value))",
        "Write each IP address once in addresses.",
      ),
      rule(
        "!has(self.addresses) || self.addresses.all(a, a.type != 'Hostname' || !has(a.value) || self.addresses.exists_one(b, b.type == a.type && has(b.value) && b.value == a.value))",
        "Write each hostname once in addresses.",
      ),
    ],
  },
  {
    gatewayClassName: required(objectName),
    listeners: required(list(listener, { min: 1, max: 64, mapKeys: ["name"] })),
    addresses: list(gatewaySpecAddress, { max: 16 }),
    infrastructure: gatewayInfrastructure,
    allowedListeners,
    tls: gatewayTLSConfig,
    defaultScope: gatewayDefaultScope,
  },
);
