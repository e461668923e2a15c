import type { JsonObject } from "../json.ts";
import type { ShutdownSettings } from "../proxy-settings.ts";
import { podEnvironment } from "./envoy-container.ts";
import { type KubernetesPlace, podPorts } from "./place.ts";
import { httpProbes } from "./probes.ts";
import type { ContainerSpec } from "./provider-spec.ts";
import { restricted } from "./security.ts";

const program = "sluice";

/** The container that drains Envoy before its pod ends. */
export function shutdownContainer(shutdown: ShutdownSettings, spec: ContainerSpec, place: KubernetesPlace): JsonObject {
  const { drainTimeoutMs, minDrainMs, healthCheckFailureDelayMs } = shutdown;
  const seconds = (ms: number, more = 0): string => `${Math.round(ms / 1000) + more}s`;
  return {
    name: "shutdown-manager",
    image: place.images.shutdownManager,
    imagePullPolicy: "IfNotPresent",
    command: [program],
    args: [
      ...["envoy", "shutdown-manager"],
      // Somewhat longer than the drain itself may take.
      ...(drainTimeoutMs === undefined ? [] : [`--ready-timeout=${seconds(drainTimeoutMs, 10)}`]),
    ],
    env: podEnvironment,
    resources: { requests: { cpu: "10m", memory: "32Mi" } },
    securityContext: spec.securityContext ?? restricted,
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    ...httpProbes("/healthz", podPorts.shutdownManager),
    lifecycle: {
      // A command and not a request: nobody else in the cluster shall be able to drain a proxy.
      preStop: {
        exec: {
          command: [
            ...[program, "envoy", "shutdown"],
            ...(healthCheckFailureDelayMs === 0
              ? []
              : [`--health-check-failure-delay=${seconds(healthCheckFailureDelayMs)}`]),
            ...(drainTimeoutMs === undefined ? [] : [`--drain-timeout=${seconds(drainTimeoutMs)}`]),
            ...(minDrainMs === undefined ? [] : [`--min-drain-duration=${seconds(minDrainMs)}`]),
          ],
        },
      },
    },
  };
}
