import { readFileSync } from "node:fs";
import { credentials, status } from "@grpc/grpc-js";
import { createGraph, type Source } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  clientCertificates,
  serveXds,
  serviceAccountTokens,
  type XdsEvent,
  type XdsServer,
  type XdsServerOptions,
  xdsTypes,
} from "../src/index.ts";
import { CertificateFiles } from "./certificate-files.ts";
import { Authority, type Pair } from "./certificates.ts";
import { DeltaClient, type DeltaClientSettings, type Ended } from "./delta-client.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";
import { cluster, endpoints, listener, routes, secret } from "./resources.ts";
import { TcpRelay } from "./tcp-relay.ts";

const fleets = ["shop/web", "shop/admin"] as const;
const events: XdsEvent[] = [];
const clients: DeltaClient[] = [];
let source: Source<EncodedResource>;
let server: XdsServer | undefined;
let files: CertificateFiles;
let address = "";
let old: Authority;
let next: Authority;

beforeAll(async () => {
  [old, next] = await Promise.all([Authority.create("old"), Authority.create("next")]);
});

beforeEach(() => {
  files = new CertificateFiles();
  source = createGraph().source<EncodedResource>("resources");
  source.replace(
    fleets.flatMap((fleet) => {
      const of = (each: EncodedResource) => ({ ...each, fleet, key: `${fleet}|${each.typeUrl}|${each.name}` });
      return [of(cluster(`cluster-of-${fleet}`)), of(secret(`secret-of-${fleet}`, { cert: fleet, key: fleet }))];
    }),
  );
  source.markSynced();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server?.close();
  events.length = 0;
  files.remove();
});

async function serve(options: Omit<XdsServerOptions, "resources" | "address">): Promise<void> {
  server = serveXds({ resources: source, address: "127.0.0.1:0", ...options });
  server.events$.subscribe((event) => events.push(event));
  address = await server.address;
}

function connect(settings?: DeltaClientSettings): DeltaClient {
  const client = new DeltaClient(address, settings);
  clients.push(client);
  return client;
}

function ask(fleet: string, settings?: DeltaClientSettings): DeltaClient {
  const client = connect(settings);
  client.send({ typeUrl: xdsTypes.cluster, node: { id: `${fleet}-1`, cluster: fleet } });
  return client;
}

/** Names of the clusters that a client gets, or the status that it gets instead. */
async function outcome(client: DeltaClient): Promise<readonly string[] | Ended> {
  const names = client.take(xdsTypes.cluster).then(({ resources = [] }) => resources.map(({ name = "" }) => name));
  names.catch(() => {});
  return Promise.race([names, client.ended]);
}

const withPair = (authority: string, pair: Pair): DeltaClientSettings => ({
  credentials: credentials.createSsl(Buffer.from(authority), Buffer.from(pair.key), Buffer.from(pair.cert)),
});

describe("who may have what", () => {
  it("gives a proxy nothing of another fleet, not even by name", async () => {
    await serve({});
    const client = ask(fleets[0]);
    expect(await outcome(client)).toEqual([`cluster-of-${fleets[0]}`]);
    client.send({
      typeUrl: xdsTypes.secret,
      resourceNamesSubscribe: fleets.map((fleet) => `secret-of-${fleet}`),
    });
    const { resources = [], removedResources = [] } = await client.take(xdsTypes.secret);
    expect(resources.map(({ name }) => name)).toEqual([`secret-of-${fleets[0]}`]);
    expect(removedResources).toEqual([`secret-of-${fleets[1]}`]);
  });

  it("holds a client certificate to its fleets", async () => {
    files.write(await old.issue("localhost"));
    files.trust(old.cert);
    const fleetsOf = ({ dnsNames }: { readonly dnsNames: readonly string[] }) =>
      fleets.filter((fleet) => dnsNames.includes(fleet.replace("/", ".")));
    await serve({ tls: files, authenticate: clientCertificates({ fleetsOf }) });
    const web = withPair(old.cert, await old.issue("shop.web"));
    expect(await outcome(ask("shop/web", web))).toEqual(["cluster-of-shop/web"]);
    const reason = "the certificate of shop.web stands for shop/web, not for shop/admin";
    expect(await outcome(ask("shop/admin", web))).toEqual({
      code: status.PERMISSION_DENIED,
      details: `node shop/admin-1 may not have the fleet shop/admin: ${reason}`,
    });
    const unknown = await outcome(ask("shop/web", withPair(old.cert, await old.issue("shop.other"))));
    expect(unknown).toEqual({
      code: status.UNAUTHENTICATED,
      details: "the certificate of shop.other stands for no fleet",
    });
    expect(await outcome(ask("shop/web", withPair(old.cert, await next.issue("shop.web"))))).toMatchObject({
      code: status.UNAVAILABLE,
    });
    expect(events.filter(({ kind }) => kind === "streamRejected")).toMatchObject([
      { node: { id: "shop/admin-1" }, identity: "shop.web" },
      { reason: "the certificate of shop.other stands for no fleet" },
    ]);
    expect(server?.snapshot()).toMatchObject([{ identity: "shop.web", fleet: "shop/web" }]);
  });

  it("holds a ServiceAccount token to its fleet and Pod, over TLS of the server alone", async () => {
    files.write(await old.issue("localhost"));
    const tokens = new Map([
      ["token-of-web", "web"],
      ["token-of-admin", "admin"],
    ]);
    const authenticate = serviceAccountTokens({
      audience: "sluice",
      async review({ spec: { token, audiences } }) {
        if (token === "no-answer") throw new Error("connection refused");
        const name = tokens.get(token);
        if (name === undefined) return { authenticated: false, error: "unknown" };
        const extra = { "authentication.kubernetes.io/pod-name": [`shop/${name}-1`] };
        return { authenticated: true, audiences, user: { username: `system:serviceaccount:shop:${name}`, extra } };
      },
    });
    await serve({ tls: { cert: files.cert, key: files.key }, authenticate });
    const tls = credentials.createSsl(Buffer.from(old.cert));
    const bearer = (token: string) => ({ credentials: tls, metadata: { authorization: `Bearer ${token}` } });
    expect(await outcome(ask("shop/web", bearer("token-of-web")))).toEqual(["cluster-of-shop/web"]);
    expect(await outcome(ask("shop/admin", bearer("token-of-admin")))).toEqual(["cluster-of-shop/admin"]);
    expect(await outcome(ask("shop/admin", bearer("token-of-web")))).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining("stands for shop/web, not for shop/admin"),
    });
    expect(await outcome(ask("shop/web", bearer("forged")))).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: "the token is not valid: unknown",
    });
    expect(await outcome(ask("shop/web", { credentials: tls }))).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(await outcome(ask("shop/web", bearer("no-answer")))).toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining("connection refused"),
    });
  });

  it("does not wait for ever to learn who calls", async () => {
    await serve({ authenticate: () => new Promise(() => {}), limits: { authenticationMs: 50 } });
    expect(await outcome(ask("shop/web"))).toEqual({
      code: status.UNAVAILABLE,
      details: "it cannot be told now who calls: no answer within 50 ms",
    });
  });
});

describe("limits", () => {
  it("turns away one stream too many, also while it is not known who calls", async () => {
    let answer = (_: { readonly ok: false; readonly reason: string }) => {};
    const answered = new Promise<{ readonly ok: false; readonly reason: string }>((resolve) => {
      answer = resolve;
    });
    await serve({ limits: { streams: 2 }, authenticate: () => answered });
    const [one, two] = [ask("shop/web"), ask("shop/web")];
    const third = await eventually(async () => {
      // Calls arrive in no certain order: one of three is turned away.
      const found = await Promise.race([outcome(ask("shop/web")), one.ended, two.ended]);
      return "code" in found ? found : undefined;
    });
    expect(third).toEqual({ code: status.RESOURCE_EXHAUSTED, details: "2 streams are open" });
    answer({ ok: false, reason: "nobody" });
  });

  it("refuses a request that is too large, and serves the others on", async () => {
    await serve({ limits: { requestBytes: 10_000 } });
    const good = ask("shop/web");
    expect(await outcome(good)).toEqual(["cluster-of-shop/web"]);
    const large = connect();
    large.send({
      typeUrl: xdsTypes.cluster,
      node: { id: "large", cluster: "shop/web" },
      resourceNamesSubscribe: Array.from({ length: 2_000 }, (_, i) => `a-long-name-${i}`),
    });
    expect(await large.ended).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    source.set({ ...cluster("new"), fleet: "shop/web", key: "shop/web|new" });
    expect(await outcome(good)).toEqual(["new"]);
  });
});

describe("rotation of authorities, with overlap", () => {
  it("lets each side change its files at any time: every connection of every step succeeds, the old ones fail at the end", async () => {
    const [oldServer, oldProxy] = [await old.issue("localhost"), await old.issue("proxy")];
    const [newServer, newProxy] = [await next.issue("localhost"), await next.issue("proxy")];
    files.write(oldServer);
    files.trust(old.cert);
    await serve({ tls: files });
    const both = `${old.cert.trim()}\n${next.cert.trim()}\n`;
    const works = async (client: DeltaClient) => expect(await outcome(client)).toEqual(["cluster-of-shop/web"]);
    const first = ask("shop/web", withPair(old.cert, oldProxy));
    await works(first);
    // Both sides trust both, then use the new certificates one after the other, then trust the new authority alone.
    files.trust(old.cert, next.cert);
    await works(ask("shop/web", withPair(old.cert, oldProxy)));
    await works(ask("shop/web", withPair(both, newProxy)));
    files.write(newServer);
    await works(ask("shop/web", withPair(both, oldProxy)));
    await works(ask("shop/web", withPair(next.cert, newProxy)));
    files.trust(next.cert);
    await works(ask("shop/web", withPair(next.cert, newProxy)));
    expect(await outcome(ask("shop/web", withPair(both, oldProxy)))).toMatchObject({ code: status.UNAVAILABLE });
    // Streams live on: certificates count when a connection is made.
    source.set({ ...cluster("new"), fleet: "shop/web", key: "shop/web|new" });
    expect(await outcome(first)).toEqual(["new"]);
  });

  it("keeps the last good files when new ones are broken, and says so", async () => {
    files.write(await old.issue("localhost"));
    files.trust(old.cert);
    await serve({ tls: files });
    const proxy = withPair(old.cert, await old.issue("proxy"));
    files.write({ cert: (await next.issue("localhost")).cert, key: readFileSync(files.key, "utf8") });
    expect(await outcome(ask("shop/web", proxy))).toEqual(["cluster-of-shop/web"]);
    expect(events).toContainEqual(expect.objectContaining({ kind: "certificates", outcome: "kept" }));
    files.write({ cert: "nonsense", key: "nonsense" });
    expect(await outcome(ask("shop/web", proxy))).toEqual(["cluster-of-shop/web"]);
  });

  it.skipIf(!hasEnvoy)("a real Envoy stays served through a rotation of all certificates", async () => {
    source.replace([cluster("one"), endpoints("one", 1), routes("web", { "*": "one" }), listener("web", "web")]);
    const proxyFiles = new CertificateFiles();
    const relay = new TcpRelay();
    let envoy: Envoy | undefined;
    try {
      files.write(await old.issue("localhost"));
      files.trust(old.cert);
      proxyFiles.write(await old.issue("proxy"));
      proxyFiles.trust(old.cert);
      await serve({ tls: files });
      relay.target = address;
      envoy = new Envoy(await relay.listen(), { transportSocket: proxyFiles.transportSocket("localhost") });
      await envoy.port("web");
      const proxy = envoy;
      let timeout = 10;
      /** A new connection with what both sides have by now, and a change that arrives over it. */
      const reconnect = async (what: string) => {
        const opened = events.filter(({ kind }) => kind === "streamOpened").length;
        relay.cut();
        await eventually(
          () => events.filter(({ kind }) => kind === "streamOpened").length > opened || undefined,
          30_000,
        );
        source.set(cluster("one", ++timeout));
        const seconds = `${timeout}s`;
        await eventually(async () => (await proxy.admin("/config_dump")).includes(seconds) || undefined, 30_000);
        return what;
      };
      const reread = async (stat: string) => {
        const count = async () => (await proxy.stats(stat))[stat] ?? 0;
        const before = await count();
        return () => eventually(async () => (await count()) > before || undefined, 30_000);
      };
      files.trust(old.cert, next.cert);
      await reconnect("the server trusts both");
      let taken = await reread("sds.trusted.update_success");
      proxyFiles.trust(old.cert, next.cert);
      await taken();
      await reconnect("the proxy trusts both");
      files.write(await next.issue("localhost"));
      await reconnect("the server has a certificate of the new authority");
      taken = await reread("sds.pair.update_success");
      proxyFiles.write(await next.issue("proxy"));
      await taken();
      await reconnect("so has the proxy");
      files.trust(next.cert);
      proxyFiles.trust(next.cert);
      await reconnect("the old authority is gone");
      const { "cluster.xds.ssl.fail_verify_error": failed = 0 } = await proxy.stats(
        "cluster.xds.ssl.fail_verify_error",
      );
      expect(failed).toBe(0);
    } finally {
      envoy?.stop();
      relay.close();
      proxyFiles.remove();
    }
  });
});
