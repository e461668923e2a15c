import {
  choice,
  defaulted,
  integer,
  list,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import {
  addressTypePattern,
  apiGroup,
  controllerName,
  dnsLabel,
  dnsName,
  hostnamePattern,
  kindPattern,
  labelValuePattern,
  routeOrigin,
  uriPattern,
} from "../schema/patterns.ts";
import { onlyWhen, rule } from "../schema/rules.ts";
import { parentRules, portForServices } from "./reference-rules.ts";

export const gatewayController: TextSchema = text({ min: 1, max: 253, pattern: controllerName });

export const group: TextSchema = text({ max: 253, pattern: apiGroup });

export const kind: TextSchema = text({ min: 1, max: 63, pattern: kindPattern });

export const namespace: TextSchema = text({ min: 1, max: 63, pattern: dnsLabel });

export const objectName: TextSchema = text({ min: 1, max: 253 });

export const sectionName: TextSchema = text({ min: 1, max: 253, pattern: dnsName });

export const hostname: TextSchema = text({ min: 1, max: 253, pattern: hostnamePattern });

export const secretObjectReference: ObjectSchema = object(
  { name: "SecretObjectReference", doc: "A Secret, perhaps of another namespace." },
  {
    group: defaulted(group, ""),
    kind: defaulted(kind, "Secret"),
    name: required(objectName),
    namespace,
  },
);

export const annotationValue: TextSchema = text({ max: 4096 });

export const addressType: TextSchema = text({ min: 1, max: 253, pattern: addressTypePattern });

export const labelValue: TextSchema = text({ max: 63, pattern: labelValuePattern });

export const objectReference: ObjectSchema = object(
  { name: "ObjectReference", doc: "An object, perhaps of another namespace." },
  {
    group: required(group),
    kind: required(kind),
    name: required(objectName),
    namespace,
  },
);

export const gatewayDefaultScope: TextSchema = choice("GatewayDefaultScope", ["All", "None"]);

export const parentGatewayReference: ObjectSchema = object(
  { name: "ParentGatewayReference", doc: "The Gateway that a ListenerSet joins." },
  {
    group: defaulted(group, "gateway.networking.k8s.io"),
    kind: defaulted(kind, "Gateway"),
    name: required(objectName),
    namespace,
  },
);

export const parentReference: ObjectSchema = object(
  { name: "ParentReference", doc: "What a route attaches to: a Gateway or ListenerSet, or one listener of it." },
  {
    group: defaulted(group, "gateway.networking.k8s.io"),
    kind: defaulted(kind, "Gateway"),
    namespace,
    name: required(objectName),
    sectionName,
    port: integer(1, 65535),
  },
);

export const commonRouteSpec: ObjectSchema = object(
  { name: "CommonRouteSpec", doc: "What routes of all kinds have.", rules: [...parentRules] },
  {
    parentRefs: list(parentReference, { max: 32 }),
    useDefaultGateways: gatewayDefaultScope,
  },
);

export const backendObjectReference: ObjectSchema = object(
  {
    name: "BackendObjectReference",
    doc: "An object that takes traffic, and its port.",
    rules: [rule(portForServices, "Set port: a reference to a Service needs it.")],
  },
  {
    group: defaulted(group, ""),
    kind: defaulted(kind, "Service"),
    name: required(objectName),
    namespace,
    port: integer(1, 65535),
  },
);

export const fraction: ObjectSchema = object(
  {
    name: "Fraction",
    doc: "A share: the numerator out of the denominator.",
    rules: [rule("self.numerator <= self.denominator", "Use a numerator that is not greater than the denominator.")],
  },
  {
    numerator: required(integer(0)),
    denominator: defaulted(integer(1), 100),
  },
);

export const preciseHostname: TextSchema = text({ min: 1, max: 253, pattern: dnsName });

export const corsOrigin: TextSchema = text({ min: 1, max: 253, pattern: routeOrigin });

export const localObjectReference: ObjectSchema = object(
  { name: "LocalObjectReference", doc: "An object of the same namespace." },
  {
    group: required(group),
    kind: required(kind),
    name: required(objectName),
  },
);

export const backendRef: ObjectSchema = object(
  {
    name: "BackendRef",
    doc: "A backend, and its share of the traffic.",
    rules: [rule(portForServices, "Set port: a reference to a Service needs it.")],
  },
  {
    ...backendObjectReference.fields,
    weight: defaulted(integer(0, 1000000), 1),
  },
);

export const sessionPersistenceType: TextSchema = choice("SessionPersistenceType", ["Cookie", "Header"]);

export const cookieLifetimeType: TextSchema = choice("CookieLifetimeType", ["Permanent", "Session"]);

export const cookieConfig: ObjectSchema = object(
  { name: "CookieConfig", doc: "How long a session's cookie lives." },
  {
    lifetimeType: defaulted(cookieLifetimeType, "Session"),
  },
);

export const sessionPersistence: ObjectSchema = object(
  {
    name: "SessionPersistence",
    doc: "How requests of one session stay with one backend.",
    rules: [
      rule(
        "!has(self.cookieConfig) || !has(self.cookieConfig.lifetimeType) || self.cookieConfig.lifetimeType != 'Permanent' || has(self.absoluteTimeout)",
        "Set absoluteTimeout: a permanent cookie needs it.",
      ),
      onlyWhen("cookieConfig", "type", ["Cookie"]),
    ],
  },
  {
    sessionName: text({ max: 128 }),
    absoluteTimeout: duration(),
    type: defaulted(sessionPersistenceType, "Cookie"),
    cookieConfig,
  },
);

export const absoluteURI: TextSchema = text({ min: 1, max: 253, pattern: uriPattern });
