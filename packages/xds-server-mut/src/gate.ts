import { status } from "@grpc/grpc-js";
import {
  type Authenticate,
  type Caller,
  callerOf,
  type Identity,
  type IncomingCall,
  identify,
  type Refused,
} from "./caller.ts";

/** A call as the gate sees it: nothing has been read of it yet. */
export interface ArrivingCall extends IncomingCall {
  on(event: "cancelled", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  emit(event: "error", error: Error): boolean;
}

/** A caller that was let in. */
export interface Admitted extends Caller {
  /** Undefined when nobody asks who calls. */
  readonly identity: Identity | undefined;
}

/** What a gate goes by. */
export interface GateOptions {
  readonly authenticate: Authenticate | undefined;
  /** How long it may take to find out who calls. */
  readonly patienceMs: number;
  readonly maxStreams: number;
  readonly openStreams: () => number;
  readonly refused: (call: ArrivingCall, refused: Refused) => void;
}

/**
 * Lets calls in: not too many at a time, nobody unknown, and none before there is something to serve. Not synced is not empty: a proxy
 * keeps what it has until the server knows better. Of a call that waits nothing is read, so nothing piles up.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting = new Map<ArrivingCall, () => void>();
  #unknown = 0;
  #isReady = false;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** From now on calls are let in. */
  open(): void {
    this.#isReady = true;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const letIn of waiting) letIn();
  }

  /** Takes a call; `letIn` runs at once or later, or never. */
  arrive(call: ArrivingCall, letIn: (caller: Admitted) => void): void {
    const { authenticate, maxStreams, openStreams, patienceMs, refused } = this.#options;
    const caller = callerOf(call);
    if (openStreams() + this.#waiting.size + this.#unknown >= maxStreams) {
      refused(call, { code: status.RESOURCE_EXHAUSTED, reason: `${maxStreams} streams are open` });
      return;
    }
    if (authenticate === undefined) {
      this.#wait(call, () => letIn({ ...caller, identity: undefined }));
      return;
    }
    let isGone = false;
    const gone = () => {
      isGone = true;
    };
    call.on("cancelled", gone);
    call.on("error", gone);
    this.#unknown++;
    void identify(call, caller, { authenticate, patienceMs }).then((found) => {
      this.#unknown--;
      if (isGone) return;
      if ("refused" in found) refused(call, found.refused);
      else this.#wait(call, () => letIn({ ...caller, identity: found.identity }));
    });
  }

  #wait(call: ArrivingCall, letIn: () => void): void {
    if (this.#isReady) {
      letIn();
      return;
    }
    this.#waiting.set(call, letIn);
    call.on("cancelled", () => this.#waiting.delete(call));
    call.on("error", () => this.#waiting.delete(call));
  }
}
