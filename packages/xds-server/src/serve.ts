import { Server, ServerCredentials } from "@grpc/grpc-js";
import { type Collection, createGraph, type Graph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { type Observable, Subject } from "rxjs";
import { Acceptor } from "./accept.ts";
import type { Authenticate } from "./caller.ts";
import { FileCredentials, type XdsTlsFiles } from "./credentials.ts";
import type { XdsEvent, XdsNode } from "./events.ts";
import { type FleetChanges, Fleets } from "./fleets.ts";
import { type Admitted, type ArrivingCall, Gate } from "./gate.ts";
import { type Nack, Nacks } from "./nacks.ts";
import { Responses } from "./responses.ts";
import { definition, type Method, methods, type XdsService } from "./services.ts";
import type { ResourceState, StreamSnapshot } from "./snapshot.ts";
import { Stream, type StreamContext, type XdsCall } from "./stream.ts";
import { Turns } from "./turns.ts";

/** How to serve xDS. */
export interface XdsServerOptions {
  /** What to serve. Nothing is served before this collection has synced. */
  readonly resources: Collection<EncodedResource>;
  /** Where to listen: `127.0.0.1:18000`, `[::1]:0` (any free port), `unix:/path`. */
  readonly address: string;
  /** Which fleet a proxy belongs to; undefined turns it away. Default: its `node.cluster`, or its `node.id` if it names no cluster. */
  readonly fleetOf?: (node: XdsNode) => string | undefined;
  /** Finds out who calls, and which fleets the caller may have. Default: whoever can connect may have any fleet. */
  readonly authenticate?: Authenticate;
  /** Without it the server speaks plain text. */
  readonly tls?: XdsTlsFiles;
  readonly limits?: XdsLimits;
  /** Services of one type, beside Envoy's own. On ADS, any type is served. */
  readonly services?: readonly XdsService[];
  /** Where `nacks` lives; default: a graph of its own. */
  readonly graph?: Graph;
}

/** Bounds that keep one proxy from hurting the others. */
export interface XdsLimits {
  /** Largest request, in bytes. A proxy with many resources tells all their versions when it reconnects. Default: 64 MiB. */
  readonly requestBytes?: number;
  /**
   * How long a proxy that another control plane has configured is left as it is, in milliseconds: where proxies are replaced when their
   * control plane is, those on their way out need not be changed, which is not always without a gap. Default: 0.
   */
  readonly strangerMs?: number;
  /** A response is closed when its resources reach this size, in bytes; a larger resource goes alone. Default: 8 MiB. */
  readonly responseBytes?: number;
  /**
   * When a proxy has not answered a CDS response for this long, although it has all endpoints and secrets, what it had before is sent once
   * more, in milliseconds: an Envoy that refuses a cluster late may be stuck. Health checks and DNS may take long, too. Default: 20,000.
   */
  readonly unansweredMs?: number;
  /** Open streams in all; more are turned away. Default: 10,000. */
  readonly streams?: number;
  /** A proxy that does not answer a ping for this long is disconnected, in milliseconds. Default: 20,000. */
  readonly silenceMs?: number;
  /** How long `authenticate` may take, in milliseconds. Default: 10,000. */
  readonly authenticationMs?: number;
}

/** A running server. */
export interface XdsServer {
  /** Where it listens, with the port it got: `127.0.0.1:41234`. Rejects when the address cannot be had. */
  readonly address: Promise<string>;
  /** What happens from now on. */
  readonly events$: Observable<XdsEvent>;
  /** Resources that proxies refuse at this time. */
  readonly nacks: Collection<Nack>;
  /** What every connected proxy has, lacks and waits for. */
  snapshot(): readonly StreamSnapshot[];
  /** Every resource of one stream, by its number, with the version that its proxy has; undefined when it is not open. */
  inspect(stream: number): readonly ResourceState[] | undefined;
  /** Ends all streams and stops listening. */
  close(): Promise<void>;
}

const mebibyte = 1 << 20;

/** Serves xDS to Envoys: delta and state-of-the-world, aggregated and by type. */
export function serveXds(options: XdsServerOptions): XdsServer {
  const { resources, limits = {} } = options;
  const events = new Subject<XdsEvent>();
  const nacks = new Nacks(options.graph ?? createGraph());
  const fleets = new Fleets();
  const streams = new Map<number, Stream>();
  let lastStream = 0;

  const spread = (changed: FleetChanges) => {
    if (changed.size === 0) return;
    // All streams note a change before any of them acts: a name without a note is in step with the fleet.
    const touched = [...streams.values()].filter((stream) => stream.note(changed));
    for (const stream of touched) stream.act();
  };
  const turns = new Turns();
  const context: StreamContext = {
    turns,
    responses: new Responses(),
    emit: (event) => events.next(event),
    fleetOf: options.fleetOf ?? (({ cluster, id }) => cluster || id || undefined),
    fleet: (name) => fleets.of(name),
    accepted: (fleet, accepted) => spread(fleets.prove(fleet.name, accepted)),
    refused(resource, message, by) {
      const changed = fleets.refuse(resource);
      nacks.add({ resource, message, instead: fleets.goodVersion(resource) }, by);
      spread(changed);
    },
    patienceMs: limits.unansweredMs ?? 20_000,
    strangerMs: limits.strangerMs ?? 0,
    limits: { responseBytes: limits.responseBytes ?? 8 * mebibyte, unanswered: 8 },
    closed(stream) {
      streams.delete(stream);
      nacks.forget(stream);
    },
  };
  const open = (call: XdsCall, method: Method, caller: Admitted) => {
    const stream = new Stream(++lastStream, { call, method, caller }, context);
    streams.set(lastStream, stream);
  };
  const gate = new Gate({
    authenticate: options.authenticate,
    patienceMs: limits.authenticationMs ?? 10_000,
    maxStreams: limits.streams ?? 10_000,
    openStreams: () => streams.size,
    refused(call: ArrivingCall, { code, reason }) {
      events.next({ kind: "streamRejected", peer: call.getPeer(), reason });
      call.emit("error", Object.assign(new Error(reason), { code }));
    },
  });

  const subscription = resources.changes$.subscribe((batch) => {
    const changed = fleets.apply(batch);
    for (const change of batch) nacks.lift(change.key, change.kind === "set" ? change.value.version : undefined);
    spread(changed);
    gate.open();
  });

  const server = new Server({
    "grpc.max_receive_message_length": limits.requestBytes ?? 64 * mebibyte,
    "grpc.max_send_message_length": -1,
    "grpc.keepalive_time_ms": (limits.silenceMs ?? 20_000) / 2,
    "grpc.keepalive_timeout_ms": (limits.silenceMs ?? 20_000) / 2,
    "grpc.max_concurrent_streams": 100,
  });
  for (const method of methods(options.services ?? [])) {
    server.addService(
      { call: definition(method.path) },
      { call: (call: XdsCall) => gate.arrive(call, (caller) => open(call, method, caller)) },
    );
  }
  const credentials =
    options.tls === undefined
      ? ServerCredentials.createInsecure()
      : new FileCredentials(options.tls, (outcome, message) => events.next({ kind: "certificates", outcome, message }));
  const acceptor = new Acceptor(server.createConnectionInjector(credentials), () => {
    if (credentials instanceof FileCredentials) credentials.refresh();
  });

  return {
    address: acceptor.listen(options.address),
    events$: events.asObservable(),
    nacks: nacks.all,
    snapshot: () => [...streams.values()].flatMap((stream) => stream.snapshot() ?? []),
    inspect: (stream) => streams.get(stream)?.resources(),
    async close() {
      subscription.unsubscribe();
      await acceptor.close();
      server.forceShutdown();
      for (const stream of streams.values()) stream.closed("server closed");
      events.complete();
    },
  };
}
