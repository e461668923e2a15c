import { choice, defaulted, integer, list, type ObjectSchema, object, type TextSchema } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { httpStatus } from "./http-status.ts";

export const triggerEnum: TextSchema = choice("TriggerEnum", [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
]);

export const retryOn: ObjectSchema = object(
  { name: "RetryOn", doc: "Which failures are tried again." },
  {
    triggers: list(triggerEnum),
    httpStatusCodes: list(httpStatus),
  },
);

export const backOffPolicy: ObjectSchema = object(
  { name: "BackOffPolicy", doc: "How long to wait before the next try." },
  {
    baseInterval: duration(),
    maxInterval: duration(),
  },
);

export const perRetryPolicy: ObjectSchema = object(
  { name: "PerRetryPolicy", doc: "How long one try may take, and the wait before the next." },
  {
    timeout: duration(),
    backOff: backOffPolicy,
  },
);

export const retry: ObjectSchema = object(
  { name: "Retry", doc: "When and how often requests are tried again." },
  {
    numRetries: defaulted(integer(0), 2),
    numAttemptsPerPriority: integer(),
    retryOn,
    perRetry: perRetryPolicy,
  },
);
