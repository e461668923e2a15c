import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Struct } from "@sluice/protos/google/protobuf/struct";
import { afterEach, expect, it } from "vitest";
import { xdsTypes } from "../src/order.ts";
import { Backend, get } from "./backend.ts";
import { DeltaClient } from "./delta-client.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";
import { type Program, runProgram } from "./program.ts";

const root = join(import.meta.dirname, "..");
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function run(name: string, folder = root): Promise<Program> {
  const program = await runProgram(join(root, "examples", `${name}.ts`), folder);
  endings.push(() => program.process.kill("SIGKILL"));
  return program;
}

function startEnvoy(address: string): Envoy {
  const envoy = new Envoy(address, { cluster: "edge" });
  endings.push(() => envoy.stop());
  return envoy;
}

it("the README shows examples/static.ts, in 15 lines", () => {
  const program = /```ts\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  expect(program).toBe(readFileSync(join(root, "examples", "static.ts"), "utf8"));
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
});

it.skipIf(!hasEnvoy)("static: a file, served to a real Envoy", async () => {
  const folder = mkdtempSync(join(root, "readme-"));
  endings.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "envoy.json"), JSON.stringify([helloListener()]));
  const { address } = await run("static", folder);
  const port = await startEnvoy(address).port("http");
  const answer = await eventually(async () => {
    const { status, body } = await get(port, "any");
    return status === 200 ? body : undefined;
  }, 30_000);
  expect(answer).toBe("hello");
});

it.skipIf(!hasEnvoy)("from-rxjs: traffic follows a stream", async () => {
  const backends = [new Backend("shop"), new Backend("blog")];
  endings.push(() => backends.map((backend) => backend.close()));
  const [shop = 0, blog = 0] = await Promise.all(backends.map((backend) => backend.listen()));
  const { process: program, address } = await run("from-rxjs");
  const tell = (hosts: unknown) => program.stdin.write(`${JSON.stringify(hosts)}\n`);
  const envoy = startEnvoy(address);
  tell({ "shop.test": shop });
  const port = await envoy.port("http");
  const answers = (host: string, expected: string) =>
    eventually(async () => (await get(port, host)).body === expected || undefined, 30_000);
  await answers("shop.test", "shop");
  program.stdin.write("nonsense\n");
  tell({ "shop.test": shop, "blog.test": blog });
  await answers("blog.test", "blog");
  tell({ "shop.test": blog });
  await answers("shop.test", "blog");
  await eventually(async () => (await get(port, "blog.test")).status === 404 || undefined, 30_000);
});

it("own-type: a client that is no Envoy gets a type of its own, after what that needs", async () => {
  const { process: program, address, output } = await run("own-type");
  const client = new DeltaClient(address);
  endings.push(() => client.close());
  const ratePlan = "type.googleapis.com/acme.billing.v1.RatePlan";
  const node = { id: "sidecar-1", cluster: "sidecars" };
  client.send({ typeUrl: xdsTypes.cluster, node });
  client.send({ typeUrl: ratePlan, node });
  await eventually(() => output().includes("free waits for meter") || undefined);
  expect(client.responses.map(({ typeUrl }) => typeUrl)).toEqual([xdsTypes.cluster]);
  await client.take(xdsTypes.cluster);
  const plan = async () => {
    const { resources = [] } = await client.take(ratePlan);
    return resources.map(({ name, resource }) => [
      name,
      Struct.unwrap(Struct.decode(resource?.value ?? new Uint8Array())),
    ]);
  };
  expect(await plan()).toEqual([["free", { perSecond: 1, meteredBy: "meter" }]]);
  program.kill("SIGHUP");
  expect(await plan()).toEqual([["free", { perSecond: 2, meteredBy: "meter" }]]);
});

/** A listener on a free port that answers everything by itself. */
function helloListener() {
  const type = (name: string) => ({ "@type": `type.googleapis.com/envoy.extensions.filters.${name}` });
  const answer = { match: { prefix: "/" }, directResponse: { status: 200, body: { inlineString: "hello" } } };
  const http = {
    ...type("network.http_connection_manager.v3.HttpConnectionManager"),
    statPrefix: "http",
    routeConfig: { virtualHosts: [{ name: "all", domains: ["*"], routes: [answer] }] },
    httpFilters: [{ name: "router", typedConfig: type("http.router.v3.Router") }],
  };
  return {
    "@type": xdsTypes.listener,
    name: "http",
    address: { socketAddress: { address: "127.0.0.1", portValue: 0 } },
    filterChains: [{ filters: [{ name: "http", typedConfig: http }] }],
  };
}
