import { existsSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { http } from "../node-http.ts";
import { drainPod, usualDrain } from "./drain.ts";
import { readyFile, type Say } from "./place.ts";

/** How the sidecar works. */
export interface ShutdownServerOptions {
  /** How long Envoy's container waits to be ended; somewhat more than a drain may take. */
  readonly readyTimeoutMs: number;
  /** 19002 unless given. */
  readonly port?: number;
  readonly admin?: string;
  readonly file?: string;
  readonly say: Say;
}

/** What the sidecar waits for unless its flag says otherwise. */
export const usualReadyTimeoutMs = 610_000;

/** A sidecar that runs. */
export interface ShutdownServer {
  readonly port: number;
  /** Ends when everybody has an answer. A drain that nobody asked for, because the hook could not run, is made first. */
  close(): Promise<void>;
}

const lookEveryMs = 100;

/**
 * Serves `/healthz`, and `/shutdown/ready`: asked by the hook that runs before Envoy's container is ended, it is answered when
 * Envoy is drained.
 */
export async function serveShutdown(options: ShutdownServerOptions): Promise<ShutdownServer> {
  const { readyTimeoutMs, say, file = readyFile, admin } = options;
  // Left by a container that was restarted: nothing is drained yet.
  rmSync(file, { force: true });
  const answerWhenReady = async (response: ServerResponse): Promise<void> => {
    say("Envoy's container waits to be ended");
    const deadline = performance.now() + readyTimeoutMs;
    while (!existsSync(file) && performance.now() < deadline && !response.destroyed) await wait(lookEveryMs);
    const ready = existsSync(file);
    say(ready ? "Envoy's container may end" : "no drain was finished in time");
    response.writeHead(ready ? 200 : 500).end();
  };
  const server = http.createServer((request, response) => {
    switch (request.url?.split("?")[0]) {
      case "/healthz":
        response.end();
        return;
      case "/shutdown/ready":
        void answerWhenReady(response);
        return;
      default:
        response.writeHead(404).end();
    }
  });
  // A hook waits for minutes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 1_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 19002, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if (!existsSync(file)) {
        say("told to end before a drain was made");
        const timeoutMs = Math.max(usualDrain.minMs, Math.min(readyTimeoutMs - 10_000, usualDrain.timeoutMs));
        await drainPod({ ...usualDrain, timeoutMs, file, say, ...(admin !== undefined && { admin }) });
      }
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
  };
}
