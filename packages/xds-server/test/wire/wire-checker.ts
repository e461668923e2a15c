// Make before break, read from a recorded log by somebody who knows nothing of how the server decides.
import { xdsTypes } from "../../src/order.ts";
import type { WireEntry, WireResource } from "./wire-log.ts";

type Request = Extract<WireEntry, { kind: "request" }>;
type Response = Extract<WireEntry, { kind: "response" }>;

const { cluster: clusterType, listener, routeConfiguration, virtualHost } = xdsTypes;
const userTypes: readonly string[] = [listener, routeConfiguration, virtualHost];

/** What a checker found so far. */
export interface WireVerdict {
  readonly streams: number;
  readonly requests: number;
  readonly responses: number;
  readonly nacks: readonly string[];
  /** References to clusters that were checked. */
  readonly references: number;
  readonly violations: readonly string[];
}

/**
 * Takes a log entry by entry and notes each resource that names a cluster which its stream has not ACKed, or which was removed on it, and each removal
 * of a cluster that something its proxy may be using names.
 */
export class WireChecker {
  readonly #streams = new Map<string, StreamState>();
  /** Clusters by resource and version, from all streams: what a reconnecting proxy tells is known by its version. */
  readonly #known = new Map<string, readonly string[]>();
  readonly #violations: string[] = [];
  readonly #nacks: string[] = [];
  #requests = 0;
  #responses = 0;
  #references = 0;

  take(entry: WireEntry): void {
    const key = `${entry.proxy}/${entry.stream}`;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      stream = new StreamState();
      this.#streams.set(key, stream);
    }
    if (entry.kind === "request") this.#request(stream, entry);
    else this.#response(stream, entry);
  }

  verdict(): WireVerdict {
    return {
      streams: this.#streams.size,
      requests: this.#requests,
      responses: this.#responses,
      nacks: this.#nacks,
      references: this.#references,
      violations: this.#violations,
    };
  }

  #request(stream: StreamState, request: Request): void {
    this.#requests++;
    const { typeUrl, nonce, error } = request;
    if (error !== undefined) this.#nacks.push(`${where(request)}: ${error}`);
    for (const [name, version] of Object.entries(request.initial)) {
      if (typeUrl === clusterType) stream.acked.add(name);
      const clusters = this.#known.get(`${typeUrl}|${name}|${version}`);
      if (clusters !== undefined) stream.uses.set(`${typeUrl}|${name}`, { acked: clusters, sent: [] });
    }
    const answered = stream.inflight.get(nonce);
    if (answered !== undefined) stream.answer(answered, error === undefined);
    for (const name of request.unsubscribe) stream.forget(typeUrl, name);
    if (typeUrl === routeConfiguration) for (const name of request.subscribe) stream.routes.add(name);
  }

  #response(stream: StreamState, response: Response): void {
    this.#responses++;
    const { typeUrl, nonce, resources, removed } = response;
    stream.inflight.set(nonce, response);
    if (typeUrl === clusterType) {
      for (const name of removed) {
        stream.acked.delete(name);
        for (const user of stream.usersOf(name))
          this.#violations.push(`${where(response)}: removes cluster ${name}, which ${user} may be using`);
      }
    }
    if (!userTypes.includes(typeUrl)) return;
    for (const resource of resources) this.#user(stream, response, resource);
  }

  #user(stream: StreamState, response: Response, { name, version, clusters = [] }: WireResource): void {
    const { typeUrl, nonce } = response;
    this.#known.set(`${typeUrl}|${name}|${version}`, clusters);
    for (const cluster of clusters) {
      this.#references++;
      if (!stream.acked.has(cluster))
        this.#violations.push(
          `${where(response)}: ${name} names cluster ${cluster}, which is not ACKed or was removed`,
        );
    }
    const use = stream.uses.get(`${typeUrl}|${name}`) ?? { acked: [], sent: [] };
    stream.uses.set(`${typeUrl}|${name}`, { acked: use.acked, sent: [...use.sent, { nonce, clusters }] });
  }
}

/** The clusters of what a proxy has under a name, and of what is on its way. */
interface Use {
  readonly acked: readonly string[];
  readonly sent: readonly { readonly nonce: string; readonly clusters: readonly string[] }[];
}

class StreamState {
  /** Clusters that the proxy has. */
  readonly acked = new Set<string>();
  /** Route configurations that the proxy wants: it ignores virtual hosts of others. */
  readonly routes = new Set<string>();
  readonly inflight = new Map<string, Response>();
  /** By type and name. */
  readonly uses = new Map<string, Use>();

  answer({ typeUrl, nonce, resources, removed }: Response, isAck: boolean): void {
    this.inflight.delete(nonce);
    // A refused response may have been taken in part: what it carried stays possible, and its clusters count for nothing.
    if (!isAck) return;
    if (typeUrl === clusterType) for (const { name } of resources) if (!this.#isLeaving(name)) this.acked.add(name);
    if (!userTypes.includes(typeUrl)) return;
    for (const { name, clusters = [] } of resources) {
      const use = this.uses.get(`${typeUrl}|${name}`);
      if (use === undefined) continue;
      const at = use.sent.findIndex((sent) => sent.nonce === nonce);
      if (typeUrl === virtualHost && !this.routes.has(name.slice(0, name.lastIndexOf("/")))) this.#drop(typeUrl, name);
      else if (at >= 0) this.uses.set(`${typeUrl}|${name}`, { acked: clusters, sent: use.sent.slice(at + 1) });
    }
    for (const name of removed) this.#drop(typeUrl, name);
  }

  forget(typeUrl: string, name: string): void {
    if (userTypes.includes(typeUrl)) this.#drop(typeUrl, name);
    if (typeUrl !== routeConfiguration) return;
    this.routes.delete(name);
    // Envoy forgets virtual hosts with their route configuration.
    for (const key of this.uses.keys()) if (key.startsWith(`${virtualHost}|${name}/`)) this.uses.delete(key);
  }

  /** Names of what the proxy may be using that names this cluster. */
  usersOf(cluster: string): readonly string[] {
    return [...this.uses]
      .filter(
        ([, { acked, sent }]) => acked.includes(cluster) || sent.some(({ clusters }) => clusters.includes(cluster)),
      )
      .map(([key]) => key.slice(key.lastIndexOf(".") + 1));
  }

  #drop(typeUrl: string, name: string): void {
    const key = `${typeUrl}|${name}`;
    const sent = this.uses.get(key)?.sent.filter(({ nonce }) => this.inflight.has(nonce)) ?? [];
    // What is on its way under this name arrives after all.
    if (sent.length > 0) this.uses.set(key, { acked: [], sent });
    else this.uses.delete(key);
  }

  /** True while a removal of a cluster is on its way. */
  #isLeaving(name: string): boolean {
    for (const { typeUrl, removed } of this.inflight.values())
      if (typeUrl === clusterType && removed.includes(name)) return true;
    return false;
  }
}

function where({ proxy, stream, at, typeUrl }: WireEntry): string {
  return `${proxy}, stream ${stream}, ${at.toFixed(0)} ms, ${typeUrl.slice(typeUrl.lastIndexOf(".") + 1)}`;
}
