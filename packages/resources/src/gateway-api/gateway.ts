import { labelSelector } from "../core/label-selector.ts";
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
import { protocolPattern } from "../schema/patterns.ts";
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

export const protocolType: TextSchema = text({ min: 1, max: 255, pattern: protocolPattern });

export const tlsModeType: TextSchema = choice("TLSModeType", ["Terminate", "Passthrough"]);

export const listenerTLSConfig: ObjectSchema = object("ListenerTLSConfig", {
  mode: defaulted(tlsModeType, "Terminate"),
  certificateRefs: list(secretObjectReference, { max: 64 }),
  options: map(annotationValue, { max: 16 }),
});

export const fromNamespaces: TextSchema = choice("FromNamespaces", ["All", "Selector", "Same"]);

export const routeNamespaces: ObjectSchema = object("RouteNamespaces", {
  from: defaulted(fromNamespaces, "Same"),
  selector: labelSelector,
});

export const routeGroupKind: ObjectSchema = object("RouteGroupKind", {
  group: defaulted(group, "gateway.networking.k8s.io"),
  kind: required(kind),
});

export const allowedRoutes: ObjectSchema = object("AllowedRoutes", {
  namespaces: defaulted(routeNamespaces, { from: "Same" }),
  kinds: list(routeGroupKind, { max: 8 }),
});

export const listener: ObjectSchema = object("Listener", {
  name: required(sectionName),
  hostname,
  port: required(integer(1, 65535)),
  protocol: required(protocolType),
  tls: listenerTLSConfig,
  allowedRoutes: defaulted(allowedRoutes, { namespaces: { from: "Same" } }),
});

export const gatewaySpecAddress: ObjectSchema = object("GatewaySpecAddress", {
  type: defaulted(addressType, "IPAddress"),
  value: text({ max: 253 }),
});

export const localParametersReference: ObjectSchema = object("LocalParametersReference", {
  group: required(group),
  kind: required(kind),
  name: required(text({ min: 1, max: 253 })),
});

export const gatewayInfrastructure: ObjectSchema = object("GatewayInfrastructure", {
  labels: map(labelValue, { max: 8 }),
  annotations: map(annotationValue, { max: 16 }),
  parametersRef: localParametersReference,
});

export const listenerNamespaces: ObjectSchema = object("ListenerNamespaces", {
  from: defaulted(choice("ListenerSetNamespacesFrom", ["All", "Selector", "Same", "None"]), "None"),
  selector: labelSelector,
});

export const allowedListeners: ObjectSchema = object("AllowedListeners", {
  namespaces: defaulted(listenerNamespaces, { from: "None" }),
});

export const gatewayBackendTLS: ObjectSchema = object("GatewayBackendTLS", {
  clientCertificateRef: secretObjectReference,
});

export const frontendValidationModeType: TextSchema = choice("FrontendValidationModeType", [
  "AllowValidOnly",
  "AllowInsecureFallback",
]);

export const frontendTLSValidation: ObjectSchema = object("FrontendTLSValidation", {
  caCertificateRefs: required(list(objectReference, { min: 1, max: 16 })),
  mode: defaulted(frontendValidationModeType, "AllowValidOnly"),
});

export const tlsConfig: ObjectSchema = object("TLSConfig", {
  validation: frontendTLSValidation,
});

export const tlsPortConfig: ObjectSchema = object("TLSPortConfig", {
  port: required(integer(1, 65535)),
  tls: required(tlsConfig),
});

export const frontendTLSConfig: ObjectSchema = object("FrontendTLSConfig", {
  default: required(tlsConfig),
  perPort: list(tlsPortConfig, { max: 64, mapKeys: ["port"] }),
});

export const gatewayTLSConfig: ObjectSchema = object("GatewayTLSConfig", {
  backend: gatewayBackendTLS,
  frontend: frontendTLSConfig,
});

export const gatewaySpec: ObjectSchema = object("GatewaySpec", {
  gatewayClassName: required(objectName),
  listeners: required(list(listener, { min: 1, max: 64, mapKeys: ["name"] })),
  addresses: list(gatewaySpecAddress, { max: 16 }),
  infrastructure: gatewayInfrastructure,
  allowedListeners,
  tls: gatewayTLSConfig,
  defaultScope: gatewayDefaultScope,
});
