import type { Collection } from "@sluice/collections";
import type { FleetState } from "@sluice/ir";
import type { Observable } from "rxjs";
import type { InfraEvent } from "./events.ts";

/** The fleets that somebody keeps, wherever they run. */
export interface ManagedInfra {
  /** From the call on that made this; completes after `close`. */
  readonly events$: Observable<InfraEvent>;
  /** One per Infra. */
  readonly states: Collection<FleetState>;
  /**
   * Stops. On a machine that drains and ends all proxies, and "now" skips (or, called again, cuts short) the drain; in a
   * cluster proxies run on.
   */
  close(how?: "drain" | "now"): Promise<void>;
}
