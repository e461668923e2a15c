import { type AccessLog, absurd } from "@sluice/ir";
import { pack } from "@sluice/protos";
import type { AccessLogFilter, AccessLog as EnvoyAccessLog } from "@sluice/protos/envoy/config/accesslog/v3/accesslog";
import type { TypedExtensionConfig } from "@sluice/protos/envoy/config/core/v3/extension";
import type { SubstitutionFormatString } from "@sluice/protos/envoy/config/core/v3/substitution_format_string";
import { FileAccessLog } from "@sluice/protos/envoy/extensions/access_loggers/file/v3/file";
import { ExpressionFilter } from "@sluice/protos/envoy/extensions/access_loggers/filters/cel/v3/cel";
import { ReqWithoutQuery } from "@sluice/protos/envoy/extensions/formatter/req_without_query/v3/req_without_query";

/** Where a log is written: by a listener for connections that match no filter chain, or for what a chain handles. */
export type LogPlace = "listener" | "route";

/** The access logs of a fleet that apply at one place. */
export function toAccessLogs(logs: readonly AccessLog[], place: LogPlace): EnvoyAccessLog[] {
  return logs.filter(({ scope }) => scope === undefined || scope === place).map((log) => toAccessLog(log, place));
}

function toAccessLog(log: AccessLog, place: LogPlace): EnvoyAccessLog {
  const filter = toFilter(log, place);
  return {
    name: "envoy.access_loggers.file",
    ...(filter ? { filter } : {}),
    configType: {
      $case: "typedConfig",
      value: pack(FileAccessLog, {
        path: log.sink.path,
        accessLogFormat: { $case: "logFormat", value: toFormat(log.format) },
      }),
    },
  };
}

function toFormat(format: AccessLog["format"]): SubstitutionFormatString {
  switch (format.kind) {
    case "text":
      return {
        format: { $case: "textFormatSource", value: { specifier: { $case: "inlineString", value: format.text } } },
        ...formattersOf([format.text]),
      };
    case "json": {
      // Sorted, so that equal formats give equal bytes.
      const fields = Object.entries(format.fields).sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        format: { $case: "jsonFormat", value: Object.fromEntries(fields) },
        ...formattersOf(Object.values(format.fields)),
      };
    }
    default:
      return absurd(format);
  }
}

const withoutQuery: TypedExtensionConfig = {
  name: "envoy.formatter.req_without_query",
  typedConfig: pack(ReqWithoutQuery, {}),
};

/** The only command that Envoy knows by an extension, and refuses without it; others are built in. */
function formattersOf(texts: readonly string[]): Pick<SubstitutionFormatString, "formatters"> {
  return texts.some((text) => text.includes("%REQ_WITHOUT_QUERY")) ? { formatters: [withoutQuery] } : {};
}

function toFilter(log: AccessLog, place: LogPlace): AccessLogFilter | undefined {
  const filters = (log.matches ?? []).map(toExpressionFilter);
  if (place === "listener" && log.scope === undefined) filters.push(noRoute);
  const [first, ...rest] = filters;
  if (rest.length === 0) return first;
  return { filterSpecifier: { $case: "andFilter", value: { filters } } };
}

/** Everything else that a listener could log is logged by the chain that handled it. */
const noRoute: AccessLogFilter = { filterSpecifier: { $case: "responseFlagFilter", value: { flags: ["NR"] } } };

function toExpressionFilter(expression: string): AccessLogFilter {
  return {
    filterSpecifier: {
      $case: "extensionFilter",
      value: {
        name: "envoy.access_loggers.extension_filters.cel",
        configType: { $case: "typedConfig", value: pack(ExpressionFilter, { expression }) },
      },
    },
  };
}
