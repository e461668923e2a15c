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
import { backendCluster } from "./backend-cluster.ts";
import { localObjectKeyReference } from "./local-object-key-reference.ts";

export const grpcExtAuthService: ObjectSchema = object(
  { name: "GRPCExtAuthService", doc: "An authorization service that speaks gRPC." },
  {
    ...backendCluster.fields,
  },
);

export const httpExtAuthService: ObjectSchema = object(
  { name: "HTTPExtAuthService", doc: "An authorization service that speaks HTTP." },
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
  { name: "ContextExtension", doc: "A value that the authorization service gets, given here or in an object." },
  {
    name: required(text()),
    type: defaulted(contextExtensionValueType, "Value"),
    value: text(),
    valueRef: localObjectKeyReference,
  },
);

export const extAuth: ObjectSchema = object(
  { name: "ExtAuth", doc: "The service that is asked whether a request may pass." },
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
