import { choice, integer, list, type ObjectSchema, object, type TextSchema } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { rule } from "../schema/rules.ts";
import { httpStatus } from "./http-status.ts";

export const httpSuccessCriteria: ObjectSchema = object(
  { name: "HTTPSuccessCriteria", doc: "Which HTTP answers count as a success." },
  {
    statusCodes: list(httpStatus),
  },
);

export const grpcSuccessCode: TextSchema = choice("GRPCSuccessCode", [
  "Ok",
  "Cancelled",
  "Unknown",
  "InvalidArgument",
  "DeadlineExceeded",
  "NotFound",
  "AlreadyExists",
  "PermissionDenied",
  "ResourceExhausted",
  "FailedPrecondition",
  "Aborted",
  "OutOfRange",
  "Unimplemented",
  "Internal",
  "Unavailable",
  "DataLoss",
  "Unauthenticated",
]);

export const grpcSuccessCriteria: ObjectSchema = object(
  { name: "GRPCSuccessCriteria", doc: "Which gRPC answers count as a success." },
  {
    statusCodes: list(grpcSuccessCode),
  },
);

export const admissionControlSuccessCriteria: ObjectSchema = object(
  { name: "AdmissionControlSuccessCriteria", doc: "Which answers count as a success." },
  {
    http: httpSuccessCriteria,
    grpc: grpcSuccessCriteria,
  },
);

export const admissionControl: ObjectSchema = object(
  {
    name: "AdmissionControl",
    doc: "When requests are turned away because too many have failed.",
    rules: [
      rule(
        "!has(self.minSuccessRate) || (self.minSuccessRate >= 1 && self.minSuccessRate <= 100)",
        "Use a minSuccessRate from 1 to 100.",
      ),
      rule(
        "!has(self.maxRejectionPercent) || (self.maxRejectionPercent >= 0 && self.maxRejectionPercent <= 100)",
        "Use a maxRejectionPercent from 0 to 100.",
      ),
      rule(
        "!has(self.samplingWindow) || duration(self.samplingWindow) >= duration('1s')",
        "Use a samplingWindow of 1s or more.",
      ),
    ],
  },
  {
    samplingWindow: duration(),
    minSuccessRate: integer(1, 100),
    rejectionAggression: integer(1),
    minRequestRate: integer(0),
    maxRejectionPercent: integer(0, 100),
    successCriteria: admissionControlSuccessCriteria,
  },
);
