// npm start [-- EXAMPLE] [-- --once]: runs the gateway on an example's manifests with a real Envoy and shows requests being routed.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { backends, startBackend } from "../examples/backends.mjs";
import { giveUp, prepare, root, underCurrentNode } from "./toolchain.mjs";

const address = { host: "127.0.0.1", port: 8080 };

/** What to ask, and what it shows. */
const demonstration = [
  { path: "/", shows: "the default rule" },
  { path: "/green/leaves", shows: "the rule for /green" },
];

function readArguments() {
  const words = process.argv.slice(2);
  const once = words.includes("--once");
  const [example = "quickstart", ...rest] = words.filter((word) => word !== "--once");
  const known = readdirSync(join(root, "examples"), { withFileTypes: true })
    // That one is for clusters: pnpm kube:demo.
    .filter((entry) => entry.isDirectory() && entry.name !== "kubernetes")
    .map((entry) => entry.name)
    .sort();
  if (rest.length > 0 || !known.includes(example))
    throw new Error(`usage: npm start [-- EXAMPLE] [--once], where EXAMPLE is one of ${known.join(", ")}`);
  return { once, example };
}

function ask({ path, host = "www.example.com" }) {
  return new Promise((resolve) => {
    const sent = request({ ...address, path, headers: { host }, agent: false, timeout: 2000 }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", (error) => resolve({ status: 0, body: error.message, headers: {} }));
    sent.end();
  });
}

/** Until Envoy serves, asking gives a connection error or 404. */
async function firstAnswer(gateway) {
  for (;;) {
    if (gateway.exitCode !== null)
      throw new Error("The gateway stopped before it served a request; its last lines above say why");
    const answer = await ask({ path: "/" });
    if (answer.status > 0 && answer.status !== 404) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function demonstrate(example) {
  console.log(`\nEnvoy serves http://${address.host}:${address.port} for examples/${example}:`);
  for (const { path, shows } of example === "quickstart" ? demonstration : demonstration.slice(0, 1)) {
    const answer = await ask({ path });
    const outcome = answer.headers.location
      ? `redirect to ${answer.headers.location}`
      : `answered by ${JSON.parse(answer.body).backend}`;
    console.log(
      `  GET ${path.padEnd(14)} host www.example.com  ->  ${answer.status}, ${outcome}${example === "quickstart" ? ` (${shows})` : ""}`,
    );
    if (answer.status >= 400) throw new Error(`the demonstration failed: ${answer.status} ${answer.body}`);
  }
}

function sayWhatToTry(example) {
  console.log(`
Try next:
  curl -H 'Host: www.example.com' http://${address.host}:${address.port}/green
  edit examples/${example}/routes.yaml and save: traffic follows at once, and the terminal tells what changed
  npm start -- canary     (or header-routing, redirects, tls)
Ctrl-C stops everything.
`);
}

async function main() {
  const { once, example } = readArguments();
  await prepare();
  const servers = [];
  for (const backend of backends) servers.push(await startBackend(backend));
  const entry = join(root, "apps", "gateway", "dist", "main.js");
  if (!existsSync(entry)) throw new Error(`${entry} is missing: the build did not make it`);
  const gateway = spawn(
    process.execPath,
    [entry, "server", "--log", process.stdout.isTTY ? "pretty" : "text", join(root, "examples", example)],
    {
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  // A terminal's Ctrl-C reaches the gateway, too; here we only wait for it to drain.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => gateway.kill("SIGTERM"));
  const stopped = new Promise((resolve) => gateway.on("exit", (code) => resolve(code ?? 1)));
  try {
    await firstAnswer(gateway);
    await demonstrate(example);
    if (once) gateway.kill("SIGTERM");
    else sayWhatToTry(example);
    process.exitCode = await stopped;
  } finally {
    gateway.kill("SIGTERM");
    await Promise.all([stopped, ...servers.map((server) => server.stop())]);
  }
}

try {
  if (!(await underCurrentNode())) await main();
} catch (error) {
  giveUp(error);
}
