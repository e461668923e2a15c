import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gatewayEntry, type RunningGateway, startGateway, until } from "@sluice/testkit/running-gateway";
import { afterAll, describe, vi } from "vitest";
import { stringify } from "yaml";
import type { Manifest } from "./manifests.ts";

/** What one group of tests runs: backends, and one gateway in front of them. */
export class Traffic {
  #folder: string | undefined;
  readonly #running: { stop(): Promise<void> }[] = [];
  #gateway: RunningGateway | undefined;

  /** Runs something for as long as the tests of the group. */
  async run<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const started = await starting;
    this.#running.push(started);
    return started;
  }

  /** Starts the gateway on manifests; resolves when all ports (TCP) accept connections. */
  async serve(manifests: readonly Manifest[], ports: readonly number[]): Promise<void> {
    if (!existsSync(gatewayEntry)) throw new Error(`${gatewayEntry} is not there: run "pnpm run build" first`);
    this.#folder = mkdtempSync(join(tmpdir(), "sluice-traffic-"));
    const folder = join(this.#folder, "manifests");
    mkdirSync(folder);
    this.write(manifests);
    const gateway = startGateway({ args: ["server", folder, "--log", "text"], home: join(this.#folder, "home") });
    this.#gateway = gateway;
    await this.until(async () => (await Promise.all(ports.map(accepts))).every(Boolean));
  }

  /** Replaces all manifests. */
  write(manifests: readonly Manifest[]): void {
    if (this.#folder === undefined) throw new Error("the gateway is not started");
    const text = manifests.map((manifest) => stringify(manifest)).join("---\n");
    writeFileSync(join(this.#folder, "manifests", "all.yaml"), text);
  }

  /** Asks until the condition holds; throws with the gateway's log when it never does. */
  until(holds: () => Promise<boolean>): Promise<void> {
    if (this.#gateway === undefined) throw new Error("the gateway is not started");
    return until(this.#gateway, holds);
  }

  async stop(): Promise<void> {
    // The second signal, sent by stop(), cuts the drain short.
    this.#gateway?.process.kill("SIGTERM");
    await this.#gateway?.stop();
    await Promise.all(this.#running.map((one) => one.stop()));
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A group of tests with one gateway and a real Envoy (ENVOY_PATH); skipped where there is none. */
export function describeTraffic(title: string, tests: (traffic: Traffic) => void): void {
  const envoy = Boolean(process.env.ENVOY_PATH);
  vi.setConfig({ testTimeout: 30_000, hookTimeout: 90_000 });
  describe.skipIf(!envoy)(envoy ? title : `${title} (skipped: set ENVOY_PATH to an Envoy)`, () => {
    const traffic = new Traffic();
    tests(traffic);
    afterAll(() => traffic.stop());
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
