import type { AccessLog, HttpListener } from "@sluice/ir";
import { pack } from "@sluice/protos";
import { HttpProtocolOptions_HeadersWithUnderscoresAction as Underscores } from "@sluice/protos/envoy/config/core/v3/protocol";
import type { Filter } from "@sluice/protos/envoy/config/listener/v3/listener_components";
import {
  HttpConnectionManager_CodecType as CodecType,
  HttpConnectionManager_PathWithEscapedSlashesAction as EscapedSlashes,
  HttpConnectionManager,
  type HttpFilter,
  HttpConnectionManager_ServerHeaderTransformation as ServerHeader,
} from "@sluice/protos/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager";
import { overAdsWaiting } from "../envoy/config-source.ts";
import { toAccessLogs } from "./access-log.ts";

/** What one connection manager serves. */
export interface ConnectionManagerInput {
  readonly listener: HttpListener;
  readonly routeConfig: string;
  /** The whole chain, the router last. */
  readonly httpFilters: readonly HttpFilter[];
  readonly accessLogs: readonly AccessLog[];
  readonly quic: boolean;
}

/** The network filter that speaks HTTP. */
export function toConnectionManager(input: ConnectionManagerInput): Filter {
  const { listener, quic } = input;
  const manager: HttpConnectionManager = {
    ...(quic ? { codecType: CodecType.HTTP3, http3ProtocolOptions: {} } : {}),
    statPrefix: `${listener.tls ? "https" : "http"}-${listener.port}`,
    routeSpecifier: { $case: "rds", value: { configSource: overAdsWaiting, routeConfigName: input.routeConfig } },
    httpFilters: [...input.httpFilters],
    commonHttpProtocolOptions: { headersWithUnderscoresAction: Underscores.REJECT_REQUEST },
    http2ProtocolOptions: {
      maxConcurrentStreams: 100,
      initialStreamWindowSize: 65_536,
      initialConnectionWindowSize: 1_048_576,
    },
    serverHeaderTransformation: ServerHeader.PASS_THROUGH,
    accessLog: toAccessLogs(input.accessLogs, "route"),
    useRemoteAddress: true,
    normalizePath: true,
    mergeSlashes: true,
    pathWithEscapedSlashesAction: EscapedSlashes.UNESCAPE_AND_REDIRECT,
  };
  return {
    name: "envoy.filters.network.http_connection_manager",
    configType: { $case: "typedConfig", value: pack(HttpConnectionManager, manager) },
  };
}
