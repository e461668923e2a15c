import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { kubeconfigFiles } from "./kubeconfig.ts";
import { openCluster } from "./open-cluster.ts";
import { inPod, serviceAccountCredentials } from "./service-account.ts";

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "sluice-credentials-"));
  endings.push(() => rmSync(made, { recursive: true }));
  return made;
}

/** A server that says what it was asked, and refuses all tokens but one. */
async function startServer(state: {
  token: string;
}): Promise<{ readonly url: string; readonly asked: IncomingHttpHeaders[] }> {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    request.resume();
    const known = request.headers.authorization === `Bearer ${state.token}`;
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    response.end(request.url === "/text" ? "not json" : JSON.stringify({ method: request.method }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endings.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function kubeconfig(server: string, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u", namespace: "home" } }],
    "current-context": "x",
  });
}

it("reads a kubeconfig again when the server does not accept its token any more", async () => {
  const state = { token: "first" };
  const { url, asked } = await startServer(state);
  const file = join(folder(), "config");
  writeFileSync(file, kubeconfig(url, "first"));
  const cluster = await openCluster({ kubeconfig: file, userAgent: "tested" });
  endings.push(() => void cluster.close());
  expect(cluster.namespace).toBe("home");
  expect((await cluster.request({ method: "GET", path: "/version" })).status).toBe(200);
  state.token = "second";
  writeFileSync(file, kubeconfig(url, "second"));
  expect((await cluster.request({ method: "DELETE", path: "/x", body: { kind: "DeleteOptions" } })).body).toEqual({
    method: "DELETE",
  });
  expect(asked.at(-1)).toMatchObject({ "user-agent": "tested", "content-length": "24" });
});

it("gives the words of a proxy that does not speak JSON", async () => {
  const { url } = await startServer({ token: "t" });
  const file = join(folder(), "config");
  writeFileSync(file, kubeconfig(url, "t"));
  const cluster = await openCluster({ kubeconfig: file });
  expect(await cluster.request({ method: "GET", path: "/text" })).toMatchObject({ body: { message: "not json" } });
  await cluster.close();
  await expect(cluster.request({ method: "GET", path: "/text" })).rejects.toThrow("the cluster was closed");
});

it("holds back changes, and only those, when they are limited", async () => {
  const { url } = await startServer({ token: "t" });
  const file = join(folder(), "config");
  writeFileSync(file, kubeconfig(url, "t"));
  const cluster = await openCluster({ kubeconfig: file, writes: { perSecond: 10, burst: 1 } });
  endings.push(() => void cluster.close());
  const began = performance.now();
  const put = { method: "PUT", path: "/x", body: {} } as const;
  await Promise.all([cluster.request(put), cluster.request(put), cluster.request(put), cluster.request(put)]);
  expect(performance.now() - began).toBeGreaterThan(280);
});

it("tells what is missing", async () => {
  await expect(openCluster({ kubeconfig: "/nowhere/config" })).rejects.toThrow(
    "there is no kubeconfig at /nowhere/config",
  );
  const file = join(folder(), "config");
  writeFileSync(file, kubeconfig("http://127.0.0.1:1", "t"));
  await expect(openCluster({ kubeconfig: file, context: "other" })).rejects.toThrow("has no cluster for context other");
});

it.each([
  [{ KUBECONFIG: "/a:/b" }, undefined, ["/a", "/b"]],
  [{ KUBECONFIG: "/a" }, "/given", ["/given"]],
])("looks for kubeconfigs where kubectl does: %j, %s", (env, given, expected) => {
  expect(kubeconfigFiles(env, given)).toEqual(expected);
});

it("reads a pod's token anew, at once when the server has refused it", async () => {
  const place = folder();
  const env = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "6443" };
  expect(inPod(env, place)).toBe(false);
  for (const [name, text] of Object.entries({ token: "first\n", "ca.crt": "", namespace: "home" }))
    writeFileSync(join(place, name), text);
  expect(inPod(env, place)).toBe(true);
  const credentials = serviceAccountCredentials(env, place);
  endings.push(() => credentials.close());
  expect(credentials).toMatchObject({ url: "https://[fd00::1]:6443", namespace: "home" });
  expect((await credentials.access()).headers).toEqual({ authorization: "Bearer first" });
  writeFileSync(join(place, "token"), "second");
  expect((await credentials.access()).headers).toEqual({ authorization: "Bearer first" });
  credentials.refused();
  const after = await credentials.access();
  expect(after.headers).toEqual({ authorization: "Bearer second" });
  expect((await credentials.access()).agent).toBe(after.agent);
  writeFileSync(join(place, "ca.crt"), "another authority");
  credentials.refused();
  expect((await credentials.access()).agent).not.toBe(after.agent);
});

it("sends nothing when the permit ends while the connection comes about", async () => {
  const { url, asked } = await startServer({ token: "t" });
  const file = join(folder(), "config");
  writeFileSync(file, kubeconfig(url, "t"));
  const cluster = await openCluster({ kubeconfig: file });
  endings.push(() => void cluster.close());
  let permitted = true;
  const sent = cluster.request({ method: "PUT", path: "/x", body: {}, permit: () => permitted });
  permitted = false;
  await expect(sent).rejects.toThrow("not permitted any more");
  expect(asked).toEqual([]);
  permitted = true;
  expect((await cluster.request({ method: "PUT", path: "/x", body: {}, permit: () => permitted })).status).toBe(200);
});
