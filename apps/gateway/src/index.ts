//   config ──> serve ──> compose:  provider ──> store ──> translateGatewayApi ──> translateXds ──> serveXds ──> Envoy
//   (main)     (edges)             writeStatuses <── statuses <──┘       └──> manageHostInfra ──> Envoy processes
//                 └──> narrate ──> log
//
//   The stages of the gateway for programs that bring their own edges; `main.ts` is the command line.

export { compose, type Edge, type Gateway, type GatewayEvent, type StatusEvent } from "./compose.ts";
export { type Config, defaultConfig, type Logging, type LogLevel } from "./config/config.ts";
export type { Finding } from "./config/finding.ts";
export { type ReadConfig, readConfig } from "./config/read-config.ts";
