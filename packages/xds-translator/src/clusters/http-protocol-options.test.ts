import type { Destination, UpstreamTls } from "@sluice/ir";
import { anyToJson } from "@sluice/protos";
import { expect, it } from "vitest";
import { toProtocolOptions } from "./http-protocol-options.ts";

const tls: UpstreamTls = { settings: {}, autoSniFromEndpoint: false, verification: { kind: "none" } };
const fixed: UpstreamTls = { ...tls, sni: "a.example.com" };
const ofEndpoint: UpstreamTls = { ...tls, autoSniFromEndpoint: true };
const dynamic = { kind: "dynamicResolver" } as const;

const http2 = { http2ProtocolOptions: { initialConnectionWindowSize: 1048576, initialStreamWindowSize: 65536 } };
const auto = { autoConfig: { httpProtocolOptions: {}, ...http2 } };
const autoSni = { upstreamHttpProtocolOptions: { autoSni: true } };
const both = { upstreamHttpProtocolOptions: { autoSni: true, autoSanValidation: true } };

it.each<[string, Partial<Destination>, object | undefined]>([
  ["HTTP", {}, undefined],
  ["HTTP to a dynamic resolver", { discovery: dynamic }, undefined],
  ["HTTPS to a name of the request", { tls }, { ...auto, ...autoSni }],
  ["HTTPS to a fixed name", { tls: fixed }, auto],
  ["HTTPS to a name of the endpoint", { tls: ofEndpoint }, auto],
  ["HTTPS to a dynamic resolver", { tls, discovery: dynamic }, { ...auto, ...both }],
  ["h2c", { protocol: "HTTP2" }, { explicitHttpConfig: http2 }],
  ["HTTP/2 over TLS", { protocol: "HTTP2", tls }, { explicitHttpConfig: http2, ...autoSni }],
  ["gRPC", { protocol: "GRPC" }, { explicitHttpConfig: http2 }],
  ["gRPC to a dynamic resolver", { protocol: "GRPC", discovery: dynamic }, { explicitHttpConfig: http2, ...both }],
  ["WebSocket", { protocol: "WebSocket" }, { explicitHttpConfig: { httpProtocolOptions: {} } }],
  ["WebSocket over TLS", { protocol: "WebSocket", tls: fixed }, { explicitHttpConfig: { httpProtocolOptions: {} } }],
  ["TCP", { protocol: "TCP" }, undefined],
  ["TCP over TLS", { protocol: "TCP", tls }, undefined],
  ["UDP", { protocol: "UDP" }, undefined],
])("speaks %s", (_title, change, expected) => {
  const options = toProtocolOptions({ protocol: "HTTP", discovery: { kind: "endpoints" }, ...change });
  const type = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  expect(options && Object.entries(options).map(([name, packed]) => [name, anyToJson(packed)])).toEqual(
    expected && [[type, { "@type": `type.googleapis.com/${type}`, ...expected }]],
  );
});
