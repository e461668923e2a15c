import { type Command, InvalidArgumentError } from "commander";
import { toMilliseconds } from "./duration.ts";

/** Adds `envoy shutdown-manager` and `envoy shutdown`, which run in proxies' pods. They load next to nothing. */
export function addEnvoyCommands(program: Command): void {
  const envoy = program.command("envoy").description("Helps Envoys in pods.");
  envoy
    .command("shutdown-manager")
    .description("Keeps Envoy's container from being ended before Envoy is drained.")
    .option("--ready-timeout <duration>", "how long the container waits", toMilliseconds)
    .action(async ({ readyTimeout }: { readonly readyTimeout?: number }) => {
      const { serveShutdown, usualReadyTimeoutMs } = await import("@sluice/infra-manager/shutdown");
      const server = await serveShutdown({ readyTimeoutMs: readyTimeout ?? usualReadyTimeoutMs, say });
      say(`listens on port ${server.port}`);
      const signal = await new Promise<string>((resolve) => {
        for (const name of ["SIGTERM", "SIGINT"]) process.once(name, () => resolve(name));
      });
      say(`received ${signal}`);
      await server.close();
    });
  envoy
    .command("shutdown")
    .description("Drains Envoy, and ends when that is done.")
    .option("--health-check-failure-delay <duration>", "time before health checks fail", toMilliseconds)
    .option("--drain-timeout <duration>", "the longest that clients may take", toMilliseconds)
    .option("--min-drain-duration <duration>", "the shortest drain", toMilliseconds)
    .option("--exit-at-connections <count>", "so few connections need not be waited for", toCount)
    .action(async (flags: ShutdownFlags) => {
      const { drainPod, usualDrain } = await import("@sluice/infra-manager/shutdown");
      const told = await inContainerLog();
      await drainPod({
        healthCheckFailureDelayMs: flags.healthCheckFailureDelay ?? usualDrain.healthCheckFailureDelayMs,
        timeoutMs: flags.drainTimeout ?? usualDrain.timeoutMs,
        minMs: flags.minDrainDuration ?? usualDrain.minMs,
        exitAtConnections: flags.exitAtConnections ?? usualDrain.exitAtConnections,
        say: told,
      });
    });
}

interface ShutdownFlags {
  readonly healthCheckFailureDelay?: number;
  readonly drainTimeout?: number;
  readonly minDrainDuration?: number;
  readonly exitAtConnections?: number;
}

function toCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

function say(text: string): void {
  process.stdout.write(lineOf(text));
}

function lineOf(text: string): string {
  return `${new Date().toISOString()} shutdown-manager ${text}\n`;
}

/** Nobody reads what a hook prints: where there is a container, its main process speaks for the hook. */
async function inContainerLog(): Promise<(text: string) => void> {
  if (process.env.KUBERNETES_SERVICE_HOST === undefined || process.pid === 1) return say;
  const { appendFileSync } = await import("node:fs");
  return (text) => {
    try {
      appendFileSync("/proc/1/fd/1", lineOf(text));
    } catch {
      say(text);
    }
  };
}
