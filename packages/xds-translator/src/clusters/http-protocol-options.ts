import { absurd, type Destination } from "@sluice/ir";
import { type PackedMessage, pack } from "@sluice/protos";
import type { Http2ProtocolOptions, UpstreamHttpProtocolOptions } from "@sluice/protos/envoy/config/core/v3/protocol";
import { HttpProtocolOptions } from "@sluice/protos/envoy/extensions/upstreams/http/v3/http_protocol_options";

const extension = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

const http2: Http2ProtocolOptions = { initialStreamWindowSize: 65_536, initialConnectionWindowSize: 1_048_576 };

type Protocols = NonNullable<HttpProtocolOptions["upstreamProtocolOptions"]>;

/** Which HTTP version to speak, and whether the request's host goes into SNI; undefined: HTTP/1.1 in the clear, or no HTTP at all. */
export function toProtocolOptions(
  destination: Pick<Destination, "protocol" | "tls" | "discovery">,
): { [name: string]: PackedMessage } | undefined {
  const upstreamProtocolOptions = toProtocols(destination);
  const upstreamHttpProtocolOptions = toNames(destination);
  if (!upstreamProtocolOptions) return undefined;
  return {
    [extension]: pack(HttpProtocolOptions, {
      upstreamProtocolOptions,
      ...(upstreamHttpProtocolOptions ? { upstreamHttpProtocolOptions } : {}),
    }),
  };
}

function toNames({ discovery, tls }: Pick<Destination, "tls" | "discovery">): UpstreamHttpProtocolOptions | undefined {
  // Envoy demands both of a cluster that resolves each request's host.
  if (discovery.kind === "dynamicResolver") return { autoSni: true, autoSanValidation: true };
  // A fixed name, or one per endpoint, would be overridden.
  return tls && tls.sni === undefined && !tls.autoSniFromEndpoint ? { autoSni: true } : undefined;
}

function toProtocols({ protocol, tls }: Pick<Destination, "protocol" | "tls">): Protocols | undefined {
  switch (protocol) {
    case "HTTP2":
    case "GRPC":
      return {
        $case: "explicitHttpConfig",
        value: { protocolConfig: { $case: "http2ProtocolOptions", value: http2 } },
      };
    case "WebSocket":
      // An upgrade needs HTTP/1.1, also over TLS.
      return { $case: "explicitHttpConfig", value: { protocolConfig: { $case: "httpProtocolOptions", value: {} } } };
    case "HTTP":
      // ALPN decides.
      return tls ? { $case: "autoConfig", value: { httpProtocolOptions: {}, http2ProtocolOptions: http2 } } : undefined;
    case "TCP":
    case "UDP":
      return undefined;
    default:
      return absurd(protocol);
  }
}
