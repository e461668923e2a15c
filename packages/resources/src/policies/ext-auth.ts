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
import { duration } from "../schema/formats.ts";
import { atMostOne, exactlyOne, rule, union } from "../schema/rules.ts";
import { backendCluster, backendKinds } from "./backend-cluster.ts";
import { errorStatus } from "./http-status.ts";
import { localObjectKeyReference } from "./local-object-key-reference.ts";

export const grpcExtAuthService: ObjectSchema = object(
  {
    name: "GRPCExtAuthService",
    doc: "An authorization service that speaks gRPC.",
    rules: [rule("has(self.backendRef) || self.backendRefs.size() > 0", "Set backendRefs."), ...backendKinds],
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
      ...backendKinds,
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
    statusOnError: errorStatus,
  },
);
