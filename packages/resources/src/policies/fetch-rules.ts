import type { Rule } from "../schema/dsl.ts";
import { rule } from "../schema/rules.ts";

const retry = "!has(self.backendSettings) || !has(self.backendSettings.retry)";

/** Envoy fetches documents itself and knows fewer ways of trying again than for requests. */
export const fetchRules: readonly Rule[] = [
  rule(
    `${retry} || !has(self.backendSettings.retry.perRetry) || !has(self.backendSettings.retry.perRetry.timeout)`,
    "Remove backendSettings.retry.perRetry.timeout: it has no effect here.",
  ),
  rule(
    `${retry} || !has(self.backendSettings.retry.retryOn) || !has(self.backendSettings.retry.retryOn.httpStatusCodes)`,
    "Remove backendSettings.retry.retryOn.httpStatusCodes: it has no effect here.",
  ),
];
