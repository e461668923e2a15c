import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import {
  serveXds,
  serviceAccountTokens,
  type TokenReviewStatus,
  type XdsEvent,
  type XdsServer,
} from "@sluice/xds-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Envoy, eventually, hasEnvoy } from "../../../packages/xds-server/test/envoy.ts";
import { cluster as clusterOf } from "../../../packages/xds-server/test/resources.ts";
import { makeAuthority } from "./traffic/certificates.ts";

const audience = "envoy-gateway.envoy-gateway-system.svc.cluster.local";
const missing = kubeMissing();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== undefined || !hasEnvoy)("tokens of a real API server, presented by real Envoys", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-tokens-"));
  const events: XdsEvent[] = [];
  const envoys: Envoy[] = [];
  let kube: TestCluster;
  let server: XdsServer;
  let transportSocket: unknown;

  beforeAll(async () => {
    kube = await startCluster({ gatewayApi: "none" });
    const authority = await makeAuthority("tokens");
    const { cert, key } = await authority.issue("envoy-gateway");
    writeFileSync(join(folder, "tls.crt"), cert);
    writeFileSync(join(folder, "tls.key"), key);
    transportSocket = {
      name: "envoy.transport_sockets.tls",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        sni: "envoy-gateway",
        common_tls_context: { validation_context: { trusted_ca: { inline_string: authority.cert } } },
      },
    };
    const source = createGraph().source<EncodedResource>("resources");
    for (const fleet of ["shop/web", "shop/admin"]) {
      const of = clusterOf(`cluster-of-${fleet}`);
      source.set({ ...of, fleet, key: `${fleet}|${of.name}` });
    }
    source.markSynced();
    server = serveXds({
      resources: source,
      address: "127.0.0.1:0",
      tls: { cert: join(folder, "tls.crt"), key: join(folder, "tls.key") },
      authenticate: serviceAccountTokens({
        audience,
        async review(review) {
          const { body } = await kube.api.request("POST", "/apis/authentication.k8s.io/v1/tokenreviews", review);
          return (body as { readonly status?: TokenReviewStatus }).status;
        },
      }),
    });
    server.events$.subscribe((event) => events.push(event));
    await server.address;
    await kube.api.request("POST", "/api/v1/namespaces", { metadata: { name: "shop" } });
    for (const name of ["web", "admin"]) {
      await kube.api.request("POST", "/api/v1/namespaces/shop/serviceaccounts", { metadata: { name } });
      const spec = { serviceAccountName: name, containers: [{ name: "envoy", image: "envoy" }] };
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: `${name}-1` }, spec };
      expect((await kube.api.request("POST", "/api/v1/namespaces/shop/pods", pod)).status).toBe(201);
    }
  }, 180_000);

  afterAll(async () => {
    for (const envoy of envoys) envoy.stop();
    await server?.close();
    await kube?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** A token as a kubelet projects it into a Pod. */
  async function tokenOf(name: string, forAudience = audience): Promise<string> {
    const { metadata } = await kube.api.get(`/api/v1/namespaces/shop/pods/${name}-1`);
    const boundObjectRef = { kind: "Pod", apiVersion: "v1", name: metadata.name, uid: metadata.uid };
    const path = `/api/v1/namespaces/shop/serviceaccounts/${name}/token`;
    const spec = { audiences: [forAudience], boundObjectRef, expirationSeconds: 600 };
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
    const { body } = await kube.api.request("POST", path, request);
    return (body as { readonly status: { readonly token: string } }).status.token;
  }

  async function start(node: { readonly id: string; readonly cluster: string }, token: string): Promise<Envoy> {
    const metadata = { authorization: `Bearer ${token}` };
    const envoy = new Envoy(await server.address, { ...node, transportSocket, metadata });
    envoys.push(envoy);
    return envoy;
  }

  it("let a proxy have its own fleet", { timeout: 60_000 }, async () => {
    const envoy = await start({ id: "web-1", cluster: "shop/web" }, await tokenOf("web"));
    await eventually(() => server.snapshot().find(({ node }) => node.id === "web-1"), 30_000);
    await eventually(
      async () => (await envoy.admin("/config_dump")).includes("cluster-of-shop/web") || undefined,
      30_000,
    );
    expect(await envoy.admin("/config_dump")).not.toContain("cluster-of-shop/admin");
    expect(server.snapshot()).toMatchObject([{ identity: "system:serviceaccount:shop:web", fleet: "shop/web" }]);
  });

  it.each<[string, { readonly id: string; readonly cluster: string }, () => Promise<string>, RegExp]>([
    [
      "another fleet",
      { id: "admin-1", cluster: "shop/web" },
      () => tokenOf("admin"),
      /stands for shop\/admin, not for shop\/web/,
    ],
    [
      "another Pod's identity",
      { id: "web-2", cluster: "shop/web" },
      () => tokenOf("web"),
      /bound to the Pod web-1, not to web-2/,
    ],
    [
      "anything by a token for others",
      { id: "web-3", cluster: "shop/web" },
      () => tokenOf("web", "other"),
      /the token is not valid/,
    ],
    ["anything by a forged token", { id: "web-4", cluster: "shop/web" }, async () => "a.b.c", /the token is not valid/],
  ])("do not let a proxy have %s", { timeout: 60_000 }, async (_, node, token, reason) => {
    const before = events.length;
    await start(node, await token());
    const refusal = await eventually(
      () => events.slice(before).find((event) => event.kind === "streamRejected" && reason.test(event.reason)),
      30_000,
    );
    expect(refusal).toBeDefined();
    expect(server.snapshot().filter((stream) => stream.node.id === node.id)).toEqual([]);
  });
});
