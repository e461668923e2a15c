import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph, type Source } from "@sluice/collections";
import type { FleetState, Infra } from "@sluice/ir";
import {
  findEnvoy,
  type HostDirectories,
  type HostInfra,
  type HostOptions,
  type InfraEvent,
  manageHostInfra,
} from "../src/index.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";

/** The real Envoy of this machine; undefined, with a message, where there is none. */
export async function realEnvoy(): Promise<string | undefined> {
  const cache = join(tmpdir(), "sluice-no-cache");
  const found = await findEnvoy({ cache, download: false });
  if (found.ok) return found.value.path;
  console.warn(`skipped: no Envoy here: ${found.problem.message}`);
  return undefined;
}

/** A copy of an Envoy, below `directory`, that cannot hand its sockets over: as on a Mac, or without shared memory. */
export function withoutHotRestart(envoy: string, directory: string): string {
  const path = join(directory, "envoy-without-hot-restart");
  const script = `#!/bin/sh\n[ "$1" = --hot-restart-version ] && exec echo disabled\nexec '${envoy}' "$@"\n`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a fleet with one HTTP port must look like. */
export function infraOf(port: number, config: Record<string, unknown> = {}, key = "default/web"): Infra {
  return {
    key,
    name: key,
    namespace: "default",
    labels: {},
    annotations: {},
    owner: { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "default", name: "web" },
    listeners: [
      {
        name: "http",
        address: undefined,
        ports: [{ name: `http-${port}`, protocol: "HTTP", servicePort: port, containerPort: port }],
      },
    ],
    addresses: [],
    // One worker is enough for tests, and two cores are shared.
    config: { concurrency: 1, ...config },
  };
}

/** A control plane and a host in folders of their own. */
export interface Setting {
  readonly directory: string;
  readonly controlPlane: ControlPlane;
  readonly infra: Source<Infra>;
  readonly host: HostInfra;
  readonly events: InfraEvent[];
  /** Applies an Infra at once. */
  set(value: Infra): void;
  /** The first state of the fleet that `test` likes. */
  until(test: (state: FleetState | undefined) => boolean, timeoutMs?: number): Promise<FleetState>;
  untilReady(): Promise<FleetState>;
  /** The first event that `test` likes; also one that is past. */
  event<K extends InfraEvent["kind"]>(
    kind: K,
    test?: (event: Extract<InfraEvent, { kind: K }>) => boolean,
    timeoutMs?: number,
  ): Promise<Extract<InfraEvent, { kind: K }>>;
  end(): Promise<void>;
}

/** Starts a setting; `options` go to `manageHostInfra`, `folders` replace some of its own. */
export async function arrange(
  options: Partial<HostOptions> = {},
  folders: Partial<HostDirectories> = {},
): Promise<Setting> {
  const directory = mkdtempSync(join(tmpdir(), "sluice-host-"));
  const directories = {
    config: join(directory, "config"),
    data: join(directory, "data"),
    state: join(directory, "state"),
    runtime: join(directory, "runtime"),
    ...folders,
  };
  const controlPlane = await startControlPlane(join(directories.config, "certs"));
  const graph = createGraph();
  const infra = graph.source<Infra>("test/infra");
  infra.markSynced();
  const xds = { address: "127.0.0.1", port: controlPlane.port };
  const host = manageHostInfra(infra, { xds, directories, envoy: { download: false }, ...options });
  const events: InfraEvent[] = [];
  host.events$.subscribe((event) => events.push(event));
  const poll = async <T>(what: string, look: () => T | undefined, timeoutMs: number): Promise<T> => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) {
        const state = JSON.stringify(host.states.list());
        throw new Error(
          `${what} did not happen; state ${state}; events ${JSON.stringify(events.filter(({ kind }) => kind !== "output").slice(-30))}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const until: Setting["until"] = (test, timeoutMs = 15_000) =>
    poll("the state", () => host.states.list().find((state) => test(state)), timeoutMs);
  return {
    directory,
    controlPlane,
    infra,
    host,
    events,
    set(value) {
      infra.set(value);
      graph.flush();
    },
    until,
    untilReady: () => until((state) => state?.ready === true),
    event: (kind, test = () => true, timeoutMs = 15_000) =>
      poll(
        `event ${kind}`,
        () =>
          events.find(
            (event): event is Extract<InfraEvent, { kind: typeof kind }> => event.kind === kind && test(event as never),
          ),
        timeoutMs,
      ),
    async end() {
      await host.close("now");
      await controlPlane.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
