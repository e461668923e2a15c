import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { xdsTypes } from "../src/order.ts";
import { get } from "./backend.ts";
import { Envoy, eventually, hasEnvoy } from "./envoy.ts";

const root = join(import.meta.dirname, "..");

it.skipIf(!hasEnvoy)("runs the README's program against a real Envoy", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const program = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(15);
  // Inside the package: a package may import itself by name only from there.
  const folder = mkdtempSync(join(root, "readme-"));
  writeFileSync(join(folder, "program.ts"), program);
  writeFileSync(join(folder, "envoy.json"), JSON.stringify([helloListener()]));
  const child = spawn(process.execPath, ["--conditions=@sluice/source", "program.ts"], {
    cwd: folder,
    env: { ...process.env, XDS: "127.0.0.1:0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  let envoy: Envoy | undefined;
  try {
    const address = await eventually(() => /: (\S+:\d+)\n/.exec(output)?.[1]);
    envoy = new Envoy(address, { cluster: "edge" });
    const port = await envoy.port("http");
    const answer = await eventually(async () => {
      const { status, body } = await get(port, "any");
      return status === 200 ? body : undefined;
    });
    expect(answer).toBe("hello");
  } finally {
    envoy?.stop();
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
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
