import { freePorts } from "@sluice/testkit/running-gateway";
import type { Impit } from "impit";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { makeAuthority } from "./certificates.ts";
import { send } from "./client.ts";
import { type Echo, startHttpBackend } from "./http-backend.ts";
import { classOfSluice, clientTrafficPolicy, gateway, httpRoute, service, tlsSecret, to } from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

// A native module: it has no build for some machines.
const library = await import("impit").catch(() => undefined);
const title = library ? "of a QUIC client" : "of a QUIC client (skipped: the package impit does not load here)";

describeTraffic("HTTP/3", (traffic) => {
  describe.skipIf(!library)(title, () => {
    let port = 0;
    let ca = "";
    let client: Impit;

    beforeAll(async () => {
      [port = 0] = await freePorts(1);
      const authority = await makeAuthority();
      ca = authority.cert;
      client = new library!.Impit({ http3: true, ignoreTlsErrors: true, followRedirects: false, timeout: 10_000 });
      const blue = await traffic.run(startHttpBackend("blue"));
      const tls = { certificateRefs: [{ name: "certificate" }] };
      await traffic.serve(
        [
          classOfSluice,
          gateway("web", [
            { name: "https", protocol: "HTTPS", port, hostname: "localhost", tls },
            { name: "other", protocol: "HTTPS", port, hostname: "other.test", tls },
          ]),
          tlsSecret("certificate", await authority.issue("localhost", "other.test")),
          ...service("blue", blue.port),
          clientTrafficPolicy("http3", { targetRefs: [{ group, kind: "Gateway", name: "web" }], http3: {} }),
          ...routes,
        ],
        [port],
      );
      await vi.waitFor(async () => expect((await ask("/")).status).toBe(200), { timeout: 30_000, interval: 100 });
    });

    const ask = (path: string, init: Parameters<Impit["fetch"]>[1] = {}) =>
      client.fetch(`https://localhost:${port}${path}`, { ...init, forceHttp3: true });

    it("carries requests to backends that speak HTTP/1.1", async () => {
      const response = await ask("/hello?x=1", { method: "POST", body: "hello", headers: { "x-tier": "gold" } });
      expect(response.headers.get("x-protocol")).toBe("HTTP/3");
      expect((await response.json()) as Echo).toMatchObject({
        backend: "blue",
        method: "POST",
        path: "/hello?x=1",
        body: "hello",
        headers: { "x-tier": "gold", "x-forwarded-proto": "https" },
      });
    });

    it("matches and redirects as other listeners do", async () => {
      const moved = await ask("/old");
      expect([moved.status, moved.headers.get("location")]).toEqual([301, `https://localhost:${port}/new`]);
    });

    it("is told to clients that come over TCP", async () => {
      const { headers, status } = await send({ port, host: "localhost", tls: { ca } });
      expect([status, headers["alt-svc"]]).toEqual([200, `h3=":${port}"; ma=86400`]);
    });
  });
});

const group = "gateway.networking.k8s.io";
const routes = [
  httpRoute("echo", {
    hostnames: ["localhost"],
    rules: [
      {
        filters: [
          {
            type: "ResponseHeaderModifier",
            responseHeaderModifier: { set: [{ name: "x-protocol", value: "%PROTOCOL%" }] },
          },
        ],
        backendRefs: [to("blue")],
      },
      {
        matches: [{ path: { type: "Exact", value: "/old" } }],
        filters: [
          {
            type: "RequestRedirect",
            requestRedirect: { path: { type: "ReplaceFullPath", replaceFullPath: "/new" }, statusCode: 301 },
          },
        ],
      },
    ],
  }),
];
