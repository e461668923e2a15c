import { describe, expect, it } from "vitest";
import { fleetKey, httpListener, httpsListener, tcpListener } from "../../test/values.ts";
import { toHttpListenerFacts } from "./http-listener.ts";

const clientValidation = { requireCertificate: true, acceptUntrusted: false };
const strict = { tls: { certificates: ["infra/cert"], settings: {}, clientValidation } };
const http3 = { features: { http3: { advertisedPort: 8443 } } };

describe("toHttpListenerFacts", () => {
  it("keeps what routes need to know", () => {
    const listener = httpListener("b", { hostname: "*.example.com", order: "2", preserveRouteOrder: true });
    expect(toHttpListenerFacts(listener, [httpListener("a", { order: "1" }), listener])).toEqual({
      key: `${fleetKey}|${fleetKey}/b`,
      fleet: fleetKey,
      name: `${fleetKey}/b`,
      hostname: "*.example.com",
      order: "2",
      origin: listener.origin,
      routeConfig: `${fleetKey}/a`,
      preserveRouteOrder: true,
    });
  });

  it.each([
    ["of its own", httpsListener("a", http3), [], 8443],
    ["of another listener on the port", httpsListener("a"), [httpsListener("b", http3)], 8443],
    ["of nobody", httpsListener("a"), [httpsListener("b"), tcpListener("c")], undefined],
    ["not where clients' certificates are checked", httpsListener("a", strict), [httpsListener("b", http3)], undefined],
    ["not to clients in the clear, who cannot use it", httpListener("a"), [httpsListener("b", http3)], undefined],
  ] as const)("advertises the port for HTTP/3 %s", (_title, listener, others, port) => {
    expect(toHttpListenerFacts(listener, [listener, ...others]).altSvc).toBe(port);
  });
});
