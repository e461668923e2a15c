import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { EncodedResource } from "@sluice/protos";
import { DeltaDiscoveryRequest, DiscoveryRequest } from "@sluice/protos/envoy/service/discovery/v3/discovery";
import { stepDelta } from "./delta-session.ts";
import type { StreamName, XdsEvent, XdsNode } from "./events.ts";
import type { Fleet } from "./fleet.ts";
import type { FleetChanges } from "./fleets.ts";
import type { Admitted } from "./gate.ts";
import { isStuck, unstick } from "./overdue.ts";
import { plan } from "./plan.ts";
import type { Responses } from "./responses.ts";
import type { Method } from "./services.ts";
import {
  createSession,
  noteChanges,
  type Session,
  type SessionLimits,
  type SessionReport,
  type Step,
} from "./session.ts";
import { laneSnapshot, type ResourceState, resourceStates, type StreamSnapshot } from "./snapshot.ts";
import { stepSotw } from "./sotw-session.ts";
import type { Turns } from "./turns.ts";

/** How fast large responses are framed, copied and written. */
const bytesPerMs = 250_000;

/** A discovery call: requests as they came, and ready bytes for answers. */
export type XdsCall = ServerDuplexStream<Buffer, Uint8Array>;

/** Types that one stream may ask for: Envoy has a dozen. */
const maxTypes = 100;

type Request = DeltaDiscoveryRequest | DiscoveryRequest;

/** What streams share. */
export interface StreamContext {
  readonly turns: Turns;
  readonly responses: Responses;
  readonly limits: SessionLimits;
  /** How long a proxy may take to answer for clusters when everything that they need is there. */
  readonly patienceMs: number;
  /** How long a proxy that another control plane has configured is left as it is. */
  readonly strangerMs: number;
  readonly emit: (event: XdsEvent) => void;
  /** Name of a node's fleet; undefined when it belongs to none. */
  readonly fleetOf: (node: XdsNode) => string | undefined;
  readonly fleet: (name: string) => Fleet;
  readonly accepted: (fleet: Fleet, resources: readonly EncodedResource[]) => void;
  readonly refused: (resource: EncodedResource, message: string, by: StreamName) => void;
  readonly closed: (stream: number) => void;
}

/** A call that was let in. */
export interface Arrival {
  readonly call: XdsCall;
  readonly method: Method;
  readonly caller: Admitted;
}

/** Runs the session of one call: feeds it requests and changes, writes what it sends, reports what happened. */
export class Stream {
  #wait: NodeJS.Timeout | undefined;
  readonly #call: XdsCall;
  readonly #method: Method;
  readonly #context: StreamContext;
  readonly #caller: Admitted;
  readonly #id: number;
  readonly #openedAt = performance.now();
  readonly #sentAt = new Map<string, number>();
  #name: StreamName | undefined;
  #session: Session | undefined;
  #ended = false;
  #acts = false;
  #unsent = 0;
  #patience: NodeJS.Timeout | undefined;
  #behind = false;

  constructor(id: number, { call, method, caller }: Arrival, context: StreamContext) {
    this.#id = id;
    this.#call = call;
    this.#method = method;
    this.#caller = caller;
    this.#context = context;
    call.on("data", (bytes: Buffer) => {
      // One request at a time: what a proxy sends on meanwhile waits in its socket.
      call.pause();
      context.turns.run(() => {
        if (this.#ended) return;
        this.#take(bytes);
        if (!this.#isFull && !this.#ended && this.#wait === undefined) call.resume();
      });
    });
    call.on("end", () => {
      this.closed("ended by the proxy");
      call.end();
    });
    call.on("cancelled", () => this.closed("cancelled"));
    call.on("error", (error) => this.closed(error.message));
  }

  /** Tells the session what changed; true when it has something to do. */
  note(changed: FleetChanges): boolean {
    if (this.#session === undefined) return false;
    const changes = changed.get(this.#session.fleet);
    return changes !== undefined && noteChanges(this.#session, changes);
  }

  /** Sends what changes made necessary, soon. */
  act(): void {
    if (this.#acts || this.#isFull) return;
    this.#acts = true;
    this.#context.turns.run(() => {
      this.#acts = false;
      if (this.#isFull) return;
      if (this.#session !== undefined) this.#perform(plan(this.#session, []));
    });
  }

  /** Forgets the stream. */
  closed(reason: string): void {
    if (this.#ended) return;
    clearTimeout(this.#wait);
    this.#ended = true;
    clearTimeout(this.#patience);
    this.#session = undefined;
    this.#context.closed(this.#id);
    if (this.#name === undefined) return;
    this.#context.emit({ kind: "streamClosed", reason, openForMs: performance.now() - this.#openedAt, ...this.#name });
  }

  snapshot(): StreamSnapshot | undefined {
    if (this.#name === undefined || this.#session === undefined) return undefined;
    const lanes = [...this.#session.lanes.values()].map(laneSnapshot);
    const { variant, typeUrl } = this.#method;
    return { ...this.#name, variant, typeUrl, unsentBytes: this.#unsent, lanes };
  }

  resources(): readonly ResourceState[] | undefined {
    return this.#session && resourceStates(this.#session);
  }

  /** While a proxy does not read, changes add up in its session, which has one entry per name, and its requests wait in its socket. */
  get #isFull(): boolean {
    return this.#unsent > this.#context.limits.responseBytes;
  }

  #take(bytes: Buffer): void {
    const { variant, typeUrl } = this.#method;
    const request = decode(bytes, variant === "delta" ? DeltaDiscoveryRequest : DiscoveryRequest);
    if (request === undefined) {
      this.#reject(status.INVALID_ARGUMENT, "the request is not a discovery request");
      return;
    }
    request.typeUrl ||= typeUrl ?? "";
    if (request.typeUrl === "") this.#reject(status.INVALID_ARGUMENT, "the request names no type");
    else if (typeUrl !== undefined && request.typeUrl !== typeUrl)
      this.#reject(status.INVALID_ARGUMENT, `this service has ${typeUrl} and not ${request.typeUrl}`);
    else if (this.#session === undefined && this.#context.strangerMs > 0 && isOfStranger(request)) this.#leave(request);
    else this.#request(request);
  }

  /** Goes on with the first request later; until then nothing more is read. */
  #leave(request: Request): void {
    const { strangerMs: waitMs, turns, emit } = this.#context;
    emit({ kind: "strangerLeft", peer: this.#caller.peer, waitMs });
    this.#wait = setTimeout(() => {
      turns.run(() => {
        this.#wait = undefined;
        if (this.#ended) return;
        this.#request(request);
        if (!this.#isFull && !this.#ended) this.#call.resume();
      });
    }, waitMs);
  }

  #request(request: Request): void {
    this.#session ??= this.#open(request);
    const session = this.#session;
    if (session === undefined) return;
    if (session.lanes.size >= maxTypes && !session.lanes.has(request.typeUrl ?? "")) {
      this.#reject(status.RESOURCE_EXHAUSTED, `more than ${maxTypes} types on one stream`);
      return;
    }
    const step = this.#method.variant === "delta" ? stepDelta : stepSotw;
    this.#perform(step(session, { kind: "request", request }));
  }

  #open(request: Request): Session | undefined {
    const { peer, identity } = this.#caller;
    if (request.node === undefined) return this.#reject(status.INVALID_ARGUMENT, "the first request names no node");
    const { id = "", cluster = "", metadata = {} } = request.node;
    const node: XdsNode = { id, cluster, metadata };
    const fleet = this.#context.fleetOf(node);
    if (fleet === undefined)
      return this.#reject(status.PERMISSION_DENIED, `node ${id} of cluster ${cluster} belongs to no fleet`, node);
    const whyNot = identity?.whyNot({ node, fleet });
    if (whyNot !== undefined)
      return this.#reject(status.PERMISSION_DENIED, `node ${id} may not have the fleet ${fleet}: ${whyNot}`, node);
    const name = { stream: this.#id, node, fleet, peer };
    this.#name = identity === undefined ? name : { ...name, identity: identity.name };
    this.#context.emit({ kind: "streamOpened", ...this.#name });
    return createSession(this.#context.fleet(fleet), this.#context.limits, this.#method);
  }

  #reject(code: status, reason: string, node?: XdsNode): undefined {
    const { peer, identity } = this.#caller;
    const who = { ...(node && { node }), ...(identity && { identity: identity.name }) };
    this.#context.emit({ kind: "streamRejected", peer, reason, ...who });
    // destroy() would end the call without telling the proxy, which would wait for ever.
    this.#call.emit("error", Object.assign(new Error(reason), { code }));
    this.closed(reason);
    return undefined;
  }

  #perform({ send, reports }: Step): void {
    const name = this.#name!;
    for (const each of send) {
      const { typeUrl, nonce, removed } = each;
      const resources = each.state?.resources ?? each.resources;
      const bytes = this.#context.responses.encode(each, name.fleet);
      this.#write(bytes);
      this.#context.turns.charge(bytes.byteLength / bytesPerMs);
      this.#sentAt.set(nonce, performance.now());
      this.#context.emit({ kind: "sent", typeUrl, nonce, resources, removed, bytes: bytes.byteLength, ...name });
    }
    if (this.#session !== undefined && send.length + reports.length > 0) this.#watch(this.#session);
    // A refusal changes the fleet, and so this session, too: by now its responses are written, in order.
    for (const report of reports) this.#report(report, name);
  }

  /** Looks after a while whether clusters are still not answered for, although all they may wait for is there. */
  #watch(session: Session): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (!isStuck(session)) return;
    this.#patience = setTimeout(() => {
      if (this.#session === session) this.#perform(unstick(session));
    }, this.#context.patienceMs).unref();
  }

  #write(bytes: Uint8Array): void {
    this.#unsent += bytes.byteLength;
    this.#behind ||= this.#isFull;
    this.#call.write(bytes, () => {
      this.#unsent -= bytes.byteLength;
      if (!this.#behind || this.#isFull) return;
      this.#behind = false;
      this.act();
      this.#call.resume();
    });
  }

  #report(report: SessionReport, name: StreamName): void {
    switch (report.kind) {
      case "acked":
      case "nacked": {
        const latencyMs = performance.now() - (this.#sentAt.get(report.nonce) ?? performance.now());
        this.#sentAt.delete(report.nonce);
        if (report.kind === "acked" && this.#session !== undefined)
          this.#context.accepted(this.#session.fleet, report.taken);
        this.#context.emit({ ...report, latencyMs, ...name });
        return;
      }
      case "refused":
        this.#context.emit({ ...report, ...name });
        this.#context.refused(report.resource, report.message, name);
        return;
      case "held":
        this.#context.emit({ ...report, ...name });
        return;
      default:
        absurd(report);
    }
  }
}

/** Versions of this server are hashes of these lengths. */
const ownVersion = /^[\w-]{16}(?:[\w-]{6})?$/;

/** True of a proxy that has resources, none of which it got from a server of this kind. */
function isOfStranger(request: Request): boolean {
  const versions = "initialResourceVersions" in request ? Object.values(request.initialResourceVersions ?? {}) : [];
  return versions.length > 0 && !versions.some((version) => ownVersion.test(version));
}

/** Undefined for bytes that are no request: what a proxy sends must not end the process. */
function decode(bytes: Uint8Array, type: { decode(bytes: Uint8Array): Request }): Request | undefined {
  try {
    return type.decode(bytes);
  } catch {
    return undefined;
  }
}

function absurd(value: never): never {
  throw new Error(`bug: unknown report ${JSON.stringify(value)}`);
}
