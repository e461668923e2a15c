import { choice, defaulted, flag, list, type ObjectSchema, object, type TextSchema, text } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { attributePattern } from "../schema/patterns.ts";
import { notUsed, rule } from "../schema/rules.ts";
import { backendCluster, backendKinds } from "./backend-cluster.ts";
import { errorStatus } from "./http-status.ts";

/** Some body that is sent to the processor has a mode that fits. */
function bodies(mode: string): string {
  return ["request", "response"]
    .map(
      (side) =>
        `(has(self.processingMode.${side}) && has(self.processingMode.${side}.body) && self.processingMode.${side}.body ${mode})`,
    )
    .join(" || ");
}

export const extProcBodyProcessingMode: TextSchema = choice("ExtProcBodyProcessingMode", [
  "Streamed",
  "Buffered",
  "BufferedPartial",
  "FullDuplexStreamed",
]);

export const processingModeOptions: ObjectSchema = object(
  { name: "ProcessingModeOptions", doc: "What of a message a processor gets." },
  {
    body: extProcBodyProcessingMode,
    attributes: list(text({ pattern: attributePattern })),
  },
);

export const extProcProcessingMode: ObjectSchema = object(
  { name: "ExtProcProcessingMode", doc: "What of requests and responses a processor gets." },
  {
    request: processingModeOptions,
    response: processingModeOptions,
    allowModeOverride: flag(),
  },
);

export const extProcMetadata: ObjectSchema = object(
  {
    name: "ExtProcMetadata",
    doc: "Which metadata a processor may read and write.",
    rules: [
      rule(
        "!has(self.writableNamespaces) || self.writableNamespaces.all(n, !n.startsWith('envoy.filters.http'))",
        "Remove the namespaces of Envoy's own filters from writableNamespaces.",
      ),
    ],
  },
  {
    accessibleNamespaces: list(text()),
    writableNamespaces: list(text(), { max: 8 }),
  },
);

export const extProc: ObjectSchema = object(
  {
    name: "ExtProc",
    doc: "A service that processes requests and responses.",
    rules: [
      notUsed("backendRef", "backendRefs"),
      ...backendKinds,
      rule(
        `!has(self.failOpen) || !self.failOpen || !has(self.processingMode) || !(${bodies("== 'FullDuplexStreamed'")})`,
        "Remove failOpen: a body of mode FullDuplexStreamed cannot be given back when the processor fails.",
      ),
      rule(
        `!has(self.shadowMode) || !self.shadowMode || !has(self.processingMode) || !(${bodies("!= 'Streamed'")})`,
        "Use body mode Streamed, or none, with shadowMode.",
      ),
    ],
  },
  {
    ...backendCluster.fields,
    messageTimeout: duration(),
    failOpen: defaulted(flag(), false),
    processingMode: extProcProcessingMode,
    shadowMode: flag(),
    metadata: extProcMetadata,
    statusOnError: errorStatus,
  },
);
