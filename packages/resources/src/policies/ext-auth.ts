import {
  choice,
  defaulted,
  flag,
  integer,
  list,
  type ObjectSchema,
  object,
  oneOfIntegers,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { atMostOne, exactlyOne, refersOnlyTo, rule, union } from "../schema/rules.ts";
import { backendCluster } from "./backend-cluster.ts";
import { localObjectKeyReference } from "./local-object-key-reference.ts";

export const grpcExtAuthService: ObjectSchema = object(
  {
    name: "GRPCExtAuthService",
    doc: "An authorization service that speaks gRPC.",
    rules: [
      rule("has(self.backendRef) || self.backendRefs.size() > 0", "Set backendRefs."),
      ...refersOnlyTo(
        "backendRefs",
        ["Service", "ServiceImport", "Backend"],
        ["", "multicluster.x-k8s.io", "gateway.envoyproxy.io"],
      ),
    ],
  },
  {
    ...backendCluster.fields,
  },
);

export const httpExtAuthService: ObjectSchema = object(
  {
    name: "HTTPExtAuthService",
    doc: "An authorization service that speaks HTTP.",
    rules: [
      rule("has(self.backendRef) || self.backendRefs.size() > 0", "Set backendRefs."),
      ...refersOnlyTo(
        "backendRefs",
        ["Service", "ServiceImport", "Backend"],
        ["", "multicluster.x-k8s.io", "gateway.envoyproxy.io"],
      ),
      atMostOne("path", "pathOverride"),
    ],
  },
  {
    ...backendCluster.fields,
    path: text(),
    pathOverride: text(),
    headersToBackend: list(text()),
  },
);

export const bodyToExtAuth: ObjectSchema = object(
  { name: "BodyToExtAuth", doc: "How much of the body the authorization service gets." },
  {
    maxRequestBytes: required(integer(1)),
  },
);

export const contextExtensionValueType: TextSchema = choice("ContextExtensionValueType", ["Value", "ValueRef"]);

export const contextExtension: ObjectSchema = object(
  {
    name: "ContextExtension",
    doc: "A value that the authorization service gets, given here or in an object.",
    rules: [
      ...union("type", { Value: "value", ValueRef: "valueRef" }),
      rule(
        "!has(self.valueRef) || (self.valueRef.kind in ['ConfigMap', 'Secret'] && self.valueRef.group in ['', 'v1'])",
        'Refer to a ConfigMap or Secret in valueRef, with group "".',
      ),
    ],
  },
  {
    name: required(text()),
    type: defaulted(contextExtensionValueType, "Value"),
    value: text(),
    valueRef: localObjectKeyReference,
  },
);

export const extAuth: ObjectSchema = object(
  {
    name: "ExtAuth",
    doc: "The service that is asked whether a request may pass.",
    rules: [exactlyOne("grpc", "http")],
  },
  {
    grpc: grpcExtAuthService,
    http: httpExtAuthService,
    headersToExtAuth: list(text()),
    bodyToExtAuth,
    timeout: duration(),
    failOpen: defaulted(flag(), false),
    recomputeRoute: flag(),
    includeRouteMetadata: flag(),
    contextExtensions: list(contextExtension, { mapKeys: ["name"] }),
    statusOnError: oneOfIntegers(
      400,
      401,
      402,
      403,
      404,
      405,
      406,
      407,
      408,
      409,
      410,
      411,
      412,
      413,
      414,
      415,
      416,
      417,
      421,
      422,
      423,
      424,
      426,
      428,
      429,
      431,
      500,
      501,
      502,
      503,
      504,
      505,
      506,
      507,
      508,
      510,
      511,
    ),
  },
);
