import { absurd, type Destination } from "@sluice/ir";
import { type PackedMessage, pack } from "@sluice/protos";
import type { Http2ProtocolOptions } from "@sluice/protos/envoy/config/core/v3/protocol";
import { HttpProtocolOptions } from "@sluice/protos/envoy/extensions/upstreams/http/v3/http_protocol_options";

const extension = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

const http2: Http2ProtocolOptions = { initialStreamWindowSize: 65_536, initialConnectionWindowSize: 1_048_576 };

type Protocols = NonNullable<HttpProtocolOptions["upstreamProtocolOptions"]>;

/** Which HTTP version to speak; undefined: HTTP/1.1, or no HTTP at all. */
export function toProtocolOptions(
  destination: Pick<Destination, "protocol" | "tls">,
): { [name: string]: PackedMessage } | undefined {
  const upstreamProtocolOptions = toProtocols(destination);
  return upstreamProtocolOptions && { [extension]: pack(HttpProtocolOptions, { upstreamProtocolOptions }) };
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
