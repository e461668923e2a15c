import type { FleetState, Outcome } from "@sluice/ir";
import type { EnvoyBinary } from "../envoy/find.ts";
import type { InfraEvent } from "../events.ts";
import type { RuntimeDirectory } from "./runtime-directory.ts";

/** What a fleet's supervisor needs of its surroundings. */
export interface FleetWorld {
  readonly runtime: RuntimeDirectory;
  /** Folder for what is worth keeping after a failure. */
  readonly stateDirectory: string;
  /** Finds the binary; `undefined` asks for no version. */
  readonly findBinary: (version: string | undefined) => Promise<Outcome<EnvoyBinary>>;
  /** Time that clients get when Sluice ends, unless the user's EnvoyProxy says another, in milliseconds. */
  readonly drainMs: number;
  readonly forwardOutput: boolean;
  readonly emit: (event: InfraEvent) => void;
  readonly publish: (state: FleetState) => void;
  /** Addresses of this machine, for fleets whose user asks for none. */
  readonly addresses: () => FleetState["addresses"];
}
