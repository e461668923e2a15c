// Reads a recorded wire log: which clusters did each stream have when a route was sent?
import { toJson, typeName } from "@sluice/protos";
import { xdsTypes } from "../src/order.ts";
import type { Frame } from "./relay.ts";

const { cluster: clusterType } = xdsTypes;
const users: readonly string[] = [xdsTypes.listener, xdsTypes.routeConfiguration, xdsTypes.virtualHost];

/** What a log shows that must not be. */
export function violations(frames: readonly Frame[]): readonly string[] {
  const streams = new Map<number, StreamLog>();
  for (const frame of frames) {
    let log = streams.get(frame.stream);
    if (log === undefined) {
      log = new StreamLog(frame.stream);
      streams.set(frame.stream, log);
    }
    log.take(frame);
  }
  return [...streams.values()].flatMap(({ found }) => found);
}

class StreamLog {
  readonly found: string[] = [];
  readonly #stream: number;
  readonly #acked = new Set<string>();
  readonly #sent = new Map<string, { readonly added: readonly string[]; readonly removed: readonly string[] }>();
  /** User -> clusters it names, as last sent. */
  readonly #uses = new Map<string, readonly string[]>();

  constructor(stream: number) {
    this.#stream = stream;
  }

  take(frame: Frame): void {
    if (frame.kind === "request") this.#request(frame.request);
    else this.#response(frame.response);
  }

  #request({
    typeUrl,
    initialResourceVersions = {},
    responseNonce = "",
    errorDetail,
  }: Extract<Frame, { kind: "request" }>["request"]): void {
    if (typeUrl !== clusterType) return;
    for (const name of Object.keys(initialResourceVersions)) this.#acked.add(name);
    const sent = this.#sent.get(responseNonce);
    if (sent === undefined || errorDetail !== undefined) return;
    for (const name of sent.added) this.#acked.add(name);
  }

  #response({
    typeUrl = "",
    nonce = "",
    resources = [],
    removedResources = [],
  }: Extract<Frame, { kind: "response" }>["response"]): void {
    if (typeUrl === clusterType) {
      this.#sent.set(nonce, { added: resources.map(({ name = "" }) => name), removed: removedResources });
      for (const name of removedResources) {
        this.#acked.delete(name);
        for (const [user, clusters] of this.#uses) {
          if (clusters.includes(name)) this.found.push(`stream ${this.#stream}: cluster ${name} removed under ${user}`);
        }
      }
    }
    if (!users.includes(typeUrl)) return;
    for (const { name = "", resource } of resources) {
      const clusters = clustersIn(toJson(typeName(typeUrl), resource?.value ?? new Uint8Array()));
      this.#uses.set(`${typeUrl} ${name}`, clusters);
      for (const cluster of clusters) {
        if (!this.#acked.has(cluster))
          this.found.push(`stream ${this.#stream}: ${name} names ${cluster} without an ACK of it`);
      }
    }
    for (const name of removedResources) this.#uses.delete(`${typeUrl} ${name}`);
  }
}

/** Every value of a field `cluster`, and of `name` in `weightedClusters`, wherever it stands. */
function clustersIn(json: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, field: string): void => {
    if (typeof value === "string" && field === "cluster") found.add(value);
    else if (Array.isArray(value)) for (const each of value) visit(each, field);
    else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value))
        visit(inner, field === "clusters" && name === "name" ? "cluster" : name);
    }
  };
  visit(json, "");
  return [...found];
}
