//   kubelet ──preStop of Envoy's container──> GET /shutdown/ready ── waits ──┐
//   kubelet ──preStop of the sidecar──> drainPod ──> Envoy's admin ──> file ─┘

export { drainPod, type PodDrain, usualDrain } from "./drain.ts";
export type { Say } from "./place.ts";
export {
  type ShutdownServer,
  type ShutdownServerOptions,
  serveShutdown,
  usualReadyTimeoutMs,
} from "./serve-shutdown.ts";
