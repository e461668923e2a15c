import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, freePorts, startGateway, until } from "@sluice/testkit";
import { firstModel, type Model, nextEdit, randomFrom, render, type Setting } from "./model.ts";
import { proxyState } from "./proxy-state.ts";
import { startTraffic, type TrafficResult } from "./traffic.ts";
import { writeFile } from "./write-files.ts";

/** What a run did. */
export interface RunResult extends TrafficResult {
  readonly edits: number;
  readonly log: string;
  /** The proxy's resources (`<type> <name>` to content) at the end, and those of a gateway freshly started on the same folder. */
  readonly final: ReadonlyMap<string, string>;
  readonly fresh: ReadonlyMap<string, string>;
}

/** How long and how hard. */
export interface RunOptions {
  readonly edits: number;
  readonly seed: number;
  /** Longest pause between edits, in milliseconds. */
  readonly pauseMs: number;
}

/** Edits a folder at random under traffic, then compares the proxy with one that starts fresh. */
export async function runRandomEdits(options: RunOptions): Promise<RunResult> {
  const work = mkdtempSync(join(tmpdir(), "sluice-edits-"));
  const backends = await Promise.all(Array.from({ length: 4 }, (_, i) => startBackend(`live-${i}`)));
  const ports = await freePorts(5);
  const setting: Setting = {
    httpPort: ports[0] ?? 0,
    httpsPort: ports[1] ?? 0,
    extraPorts: ports.slice(2),
    backendPorts: backends.map((server) => (server.address() as AddressInfo).port),
    stableRoutes: 10,
  };
  const folder = join(work, "manifests");
  mkdirSync(folder);
  const model = firstModel(setting);
  for (const [file, text] of render(model, setting)) writeFileSync(join(folder, file), text);
  const gateway = startGateway({ args: ["server", folder], home: join(work, "home") });
  try {
    await until(gateway, () => serves(setting));
    const hosts = Array.from({ length: setting.stableRoutes }, (_, i) => `s${i}.example.com`);
    const traffic = startTraffic(
      [
        { port: setting.httpPort, tls: false, hosts },
        { port: setting.httpsPort, tls: true, hosts },
      ],
      3,
    );
    await editAtRandom({ model, setting, folder, options });
    await quiet(500);
    const result = await traffic.stop();
    // Removed listeners drain, and what they use goes after them.
    await quiet(4000);
    const final = await proxyState(gateway.home);
    await gateway.stop();
    const copy = join(work, "copy");
    cpSync(folder, copy, { recursive: true });
    const second = startGateway({ args: ["server", copy], home: join(work, "home-2") });
    try {
      await until(second, () => serves(setting));
      await quiet(1000);
      return { ...result, edits: options.edits, log: gateway.log(), final, fresh: await proxyState(second.home) };
    } finally {
      await second.stop();
    }
  } finally {
    await gateway.stop();
    for (const server of backends) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(work, { recursive: true, force: true });
  }
}

async function editAtRandom({
  model,
  setting,
  folder,
  options,
}: {
  model: Model;
  setting: Setting;
  folder: string;
  options: RunOptions;
}): Promise<void> {
  const random = randomFrom(options.seed);
  for (let i = 0; i < options.edits; i++) {
    for (const write of nextEdit(model, random, setting)) await writeFile(folder, write, random);
    await quiet(random.below(options.pauseMs + 1));
  }
}

const quiet = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function startBackend(name: string): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 0 }, (_request, response) => response.end(name));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function serves(setting: Setting): Promise<boolean> {
  return (await ask({ port: setting.httpPort, host: "s0.example.com" })).status === 200;
}
