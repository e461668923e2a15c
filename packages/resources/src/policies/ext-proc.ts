import {
  choice,
  defaulted,
  flag,
  list,
  type ObjectSchema,
  object,
  oneOfIntegers,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { attributePattern } from "../schema/patterns.ts";
import { notUsed, refersOnlyTo, rule } from "../schema/rules.ts";
import { backendCluster } from "./backend-cluster.ts";

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
      ...refersOnlyTo(
        "backendRefs",
        ["Service", "ServiceImport", "Backend"],
        ["", "multicluster.x-k8s.io", "gateway.envoyproxy.io"],
      ),
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
