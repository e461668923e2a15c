import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  type Answer,
  ask,
  freePorts,
  type RunningGateway,
  startGateway,
  until,
} from "../packages/testkit/src/running-gateway.ts";
import { backends, startBackend } from "./backends.mjs";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Example {
  readonly gateway: RunningGateway;
  readonly folder: string;
  readonly http: number;
  readonly https: number;
}

/** Runs an example as a user would, but on ports of its own. */
async function runExample(name: string): Promise<Example> {
  const work = mkdtempSync(join(tmpdir(), "sluice-example-"));
  cleanups.push(() => rmSync(work, { recursive: true, force: true }));
  const servers = await Promise.all(backends.map((backend) => startBackend({ ...backend, port: 0 })));
  for (const server of servers) cleanups.push(() => server.stop());
  const [http = 0, https = 0] = await freePorts(2);
  const folder = join(work, name);
  cpSync(join(import.meta.dirname, name), folder, { recursive: true });
  const ports = new Map([
    ["8080", http],
    ["8443", https],
    ...backends.map(({ port }, i) => [String(port), servers[i]?.port ?? 0] as const),
  ]);
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(
      join(folder, file),
      text.replace(/port: (\d+)/g, (all, port) => `port: ${ports.get(port) ?? all}`),
    );
  }
  const gateway = startGateway({ args: ["server", folder], home: join(work, "home") });
  cleanups.push(() => gateway.stop());
  await until(gateway, async () => ![0, 404].includes((await ask({ port: http, host: "www.example.com" })).status));
  return { gateway, folder, http, https };
}

const www = "www.example.com";
const backendOf = (answer: Answer): string => JSON.parse(answer.body).backend;

describe.skipIf(!process.env.ENVOY_PATH)("examples through a real Envoy (skipped where there is none)", () => {
  it("quickstart routes by path, and follows an edit", async () => {
    const { gateway, folder, http } = await runExample("quickstart");
    expect(backendOf(await ask({ port: http, host: www }))).toBe("blue");
    expect(backendOf(await ask({ port: http, host: www, path: "/green/leaves" }))).toBe("green");
    expect((await ask({ port: http, host: "other.example.com" })).status).toBe(404);
    const routes = join(folder, "routes.yaml");
    writeFileSync(routes, readFileSync(routes, "utf8").replace("value: /green", "value: /verde"));
    await until(gateway, async () => backendOf(await ask({ port: http, host: www, path: "/verde" })) === "green");
    expect(backendOf(await ask({ port: http, host: www, path: "/green" }))).toBe("blue");
  });

  it("canary splits by weight", async () => {
    const { http } = await runExample("canary");
    const counts = { blue: 0, green: 0 };
    for (let i = 0; i < 400; i++) counts[backendOf(await ask({ port: http, host: www })) as "blue" | "green"]++;
    // 40 of 400 are expected; beyond 6 standard deviations it is not chance.
    expect(counts.green).toBeGreaterThan(4);
    expect(counts.green).toBeLessThan(76);
  });

  it("header-routing routes by header and marks the request", async () => {
    const { http } = await runExample("header-routing");
    expect(backendOf(await ask({ port: http, host: www }))).toBe("blue");
    const next = await ask({ port: http, host: www, headers: { "x-version": "next" } });
    expect(JSON.parse(next.body)).toMatchObject({ backend: "green", headers: { "x-routed-by": "header" } });
  });

  it("redirects moves paths and hosts, and rewrites", async () => {
    const { http } = await runExample("redirects");
    const moved = await ask({ port: http, host: www, path: "/old/page?x=1" });
    expect([moved.status, moved.headers.location]).toEqual([301, `http://www.example.com:${http}/new/page?x=1`]);
    const host = await ask({ port: http, host: "old.example.com", path: "/a" });
    expect([host.status, host.headers.location]).toEqual([302, `http://www.example.com:${http}/a`]);
    expect(JSON.parse((await ask({ port: http, host: www, path: "/api/users" })).body)).toMatchObject({
      backend: "green",
      path: "/users",
    });
  });

  it("tls terminates HTTPS with the Secret's certificate, and HTTP only redirects", async () => {
    const { gateway, folder, http, https } = await runExample("tls");
    const certificate = /tls\.crt: (\S+)/.exec(readFileSync(join(folder, "certificate.yaml"), "utf8"))?.[1] ?? "";
    const ca = Buffer.from(certificate, "base64").toString();
    const askTls = (): Promise<Answer> =>
      new Promise((resolve) => {
        const sent = httpsRequest(
          { host: "127.0.0.1", port: https, servername: www, headers: { host: www }, ca, agent: false },
          (response) => {
            let body = "";
            response.on("data", (chunk) => {
              body += chunk;
            });
            response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
          },
        );
        sent.on("error", (error) => resolve({ status: 0, headers: {}, body: error.message }));
        sent.end();
      });
    await until(gateway, async () => (await askTls()).status === 200);
    expect(backendOf(await askTls())).toBe("blue");
    const redirected = await ask({ port: http, host: www, path: "/a" });
    expect([redirected.status, redirected.headers.location]).toEqual([301, `https://www.example.com:${https}/a`]);
  });
});
