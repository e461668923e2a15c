// Envoy as docs/xds-facts.md describes it, as far as delivery goes, with an assertion on every step that could break a request.
import type { EncodedResource, ResourceName } from "@sluice/protos";
import type { DeltaRequest } from "../../src/delta-session.ts";
import { xdsTypes } from "../../src/order.ts";
import type { Send } from "../../src/session.ts";
import type { SotwRequest } from "../../src/sotw-session.ts";
import { isBad, takesChildren } from "./world.ts";

const { cluster, loadAssignment, secret, listener, routeConfiguration, virtualHost } = xdsTypes;
/** A request of either protocol. */
export type Request = DeltaRequest & SotwRequest;

export interface ModelSettings {
  /** Names culprits in its messages. */
  readonly talkative?: boolean;
  /** Asserts that nothing breaks. */
  readonly strict?: boolean;
  readonly sotw?: boolean;
}

const types = [cluster, loadAssignment, secret, listener, routeConfiguration, virtualHost];

export class ModelEnvoy {
  /** What it has taken, by type and name. */
  readonly has: ReadonlyMap<string, Map<string, EncodedResource>> = new Map(types.map((type) => [type, new Map()]));
  /** Requests on their way to the server. */
  requests: Request[] = [];
  nacks = 0;
  timeOuts = 0;
  readonly broken: string[] = [];
  /** Clusters that were added or updated and wait: name -> what they wait for. */
  readonly #warming = new Map<string, { readonly resource: EncodedResource; readonly waits: Set<string> }>();
  readonly #names = new Map<string, Set<string>>(types.map((type) => [type, new Set()]));
  readonly #asked = new Set<string>();
  /** Secrets that were refused and are kept: whatever else uses them is refused, too. */
  readonly #spoiled = new Map<string, string>();
  /** Listeners that were replaced or removed and still drain, by number. */
  #draining: EncodedResource[] = [];
  #heldAnswers: Request[] = [];
  /** Of the last response that was accepted, and of the last one, by type. */
  readonly #versions = new Map<string, string>();
  readonly #nonces = new Map<string, string>();
  /** Listeners that serve until the ones that replace them have their routes. */
  readonly #replaced = new Map<string, EncodedResource>();
  #cdsWithheld = false;
  /** Clusters that were refused late: until they are replaced or removed, what waits for warming clusters waits. */
  readonly #halfMade = new Set<string>();
  /** CDS answers wait. */
  #paused = false;
  #gotClusters = false;
  #loaded = false;
  readonly sotw: boolean;
  readonly #talkative: boolean;
  readonly #strict: boolean;

  constructor({ talkative = false, strict = false, sotw = false }: ModelSettings) {
    this.#talkative = talkative;
    this.#strict = strict;
    this.sotw = sotw;
  }

  /** Opens a stream: tells what it has, type by type. */
  connect(): void {
    this.requests = [];
    this.#heldAnswers = [];
    this.#nonces.clear();
    // What stays half made across streams is nothing that a server could know of.
    this.#halfMade.clear();
    const asked = this.#asked.size === 0 ? [cluster] : types.filter((type) => this.#asked.has(type));
    this.#cdsWithheld = this.#warming.size > 0;
    for (const typeUrl of asked) if (typeUrl !== cluster || !this.#cdsWithheld) this.#open(typeUrl);
  }

  /** Takes a response. */
  receive(send: Send): void {
    const { typeUrl, nonce, state } = send;
    const refused = this.#take(state === undefined ? send : this.#differenceFrom(send, state.resources));
    if (typeUrl === cluster) this.#gotClusters = true;
    this.#nonces.set(typeUrl, nonce);
    if (state !== undefined && refused.length === 0) this.#versions.set(typeUrl, state.versionInfo);
    const answer: Request = this.sotw ? this.#sotwRequest(typeUrl) : { typeUrl, responseNonce: nonce };
    if (refused.length > 0) this.nacks++;
    const listed = `Error adding/updating ${typeUrl === cluster ? "cluster" : "listener"}(s) ${refused.map((name) => `${name}: bad`).join(", ")}`;
    const message = this.#talkative ? listed : "bad";
    this.#answer(refused.length === 0 ? answer : { ...answer, errorDetail: { code: 3, message } });
    this.#settle();
  }

  /** Ends the draining of the oldest replaced listener. */
  drain(): void {
    this.#draining.shift();
    this.#subscribeRoutes();
    this.#dropSecrets();
  }

  /** What 15 s without an answer do: clusters go on without what they wait for. */
  timeOut(): void {
    this.timeOuts++;
    for (const { waits } of this.#warming.values()) waits.clear();
    this.#settle();
  }

  get isDraining(): boolean {
    return this.#draining.length > 0;
  }

  /** CDS is not heard of any more until something puts what is half made in order. */
  get isStuck(): boolean {
    return this.#paused && this.#halfMade.size > 0;
  }

  /** Its route configuration says that it has virtual hosts elsewhere. */
  get takesChildren(): boolean {
    return takesChildren(this.#of(routeConfiguration).get("vhds"));
  }

  get isWarming(): boolean {
    return this.#warming.size > 0;
  }

  /** What a state-of-the-world response lacks of clusters and listeners is gone. */
  #differenceFrom(send: Send, resources: readonly EncodedResource[]): Send {
    const { typeUrl } = send;
    if (typeUrl !== cluster && typeUrl !== listener) return { ...send, resources, removed: [] };
    const has = new Set([
      ...this.#of(typeUrl).keys(),
      ...(typeUrl === cluster ? [...this.#warming.keys(), ...this.#halfMade] : []),
    ]);
    for (const { name } of resources) has.delete(name);
    return { ...send, resources, removed: [...has] };
  }

  #sotwRequest(typeUrl: string): Request {
    const versionInfo = this.#versions.get(typeUrl) ?? "";
    const responseNonce = this.#nonces.get(typeUrl) ?? "";
    return { typeUrl, versionInfo, responseNonce, resourceNames: [...this.#names.get(typeUrl)!] };
  }

  #of(typeUrl: string): Map<string, EncodedResource> {
    return this.has.get(typeUrl)!;
  }

  #open(typeUrl: string): void {
    const first = !this.#asked.has(typeUrl);
    this.#asked.add(typeUrl);
    if (this.sotw) {
      this.requests.push(this.#sotwRequest(typeUrl));
      return;
    }
    const initial: Record<string, string> = {};
    for (const [name, { version }] of this.#of(typeUrl)) initial[name] = version;
    if (typeUrl === cluster) for (const [name, { resource }] of this.#warming) initial[name] = resource.version;
    const request: Request = { typeUrl, resourceNamesSubscribe: [...this.#names.get(typeUrl)!] };
    this.requests.push(first ? request : { ...request, initialResourceVersions: initial });
  }

  /** Applies a response; returns the names it refuses. */
  #take({ typeUrl, resources, removed }: Send): readonly string[] {
    const refused = resources.filter((resource) => isBad(resource) || this.#isSpoiled(resource));
    const bad = refused.map(({ name }) => name);
    switch (typeUrl) {
      case cluster:
        for (const resource of resources) {
          if (!refused.includes(resource)) this.#addCluster(resource);
          // One that it names is left half made, and waits for nothing that could come.
          else if (this.#talkative && !this.sotw && !this.#isSpoiled(resource)) this.#halfMade.add(resource.name);
        }
        for (const name of removed) this.#removeCluster(name);
        return bad;
      case listener:
        for (const resource of resources) if (!refused.includes(resource)) this.#addListener(resource);
        for (const name of removed) {
          const old = this.#of(listener).get(name);
          if (old !== undefined) this.#draining.push(old);
          this.#of(listener).delete(name);
        }
        this.#subscribeRoutes();
        this.#dropSecrets();
        return bad;
      case virtualHost: {
        if (bad.length > 0) return bad;
        for (const resource of resources) this.#checkNeeds(resource);
        // It neither takes nor forgets any for routes that have none, and keeps those that they had.
        if (!this.takesChildren) return bad;
        for (const resource of resources) this.#of(virtualHost).set(resource.name, resource);
        for (const name of removed) this.#of(virtualHost).delete(name);
        return bad;
      }
      default:
        for (const resource of resources) {
          if (!this.#names.get(typeUrl)!.has(resource.name)) continue;
          // A cluster that waits for endpoints or a secret goes on without when they are refused.
          this.#arrived(resource);
          // The same once more is no news, and not refused again.
          if (typeUrl === secret && this.#spoiled.get(resource.name) === resource.version) continue;
          if (typeUrl === secret && isBad(resource)) this.#spoiled.set(resource.name, resource.version);
          if (isBad(resource)) return bad.filter((name) => this.#names.get(typeUrl)!.has(name));
          if (typeUrl === secret) this.#spoiled.delete(resource.name);
          if (typeUrl === routeConfiguration) this.#checkNeeds(resource);
          this.#of(typeUrl).set(resource.name, resource);
          if (typeUrl !== routeConfiguration || resource.name !== "vhds" || this.sotw) continue;
          if (takesChildren(resource) && !this.#asked.has(virtualHost)) this.#open(virtualHost);
        }
        for (const name of removed) {
          if (typeUrl === loadAssignment) this.#empty(name);
          this.#arrived({ typeUrl, name });
        }
        return bad.filter((name) => this.#names.get(typeUrl)!.has(name));
    }
  }

  #addCluster(resource: EncodedResource): void {
    const { name, version } = resource;
    const current = this.#warming.get(name)?.resource ?? this.#of(cluster).get(name);
    if (current?.version === version && !this.#halfMade.has(name)) return;
    this.#halfMade.delete(name);
    this.#paused ||= this.#loaded;
    const waits = new Set<string>();
    for (const { typeUrl, name: child } of resource.brings) {
      const names = this.#names.get(typeUrl)!;
      // An updated cluster waits for its endpoints again; a known secret is there at once.
      if (typeUrl === loadAssignment || !this.#of(secret).has(child)) waits.add(`${typeUrl}|${child}`);
      if (names.has(child)) continue;
      names.add(child);
      this.#subscribe(typeUrl, child);
    }
    this.#warming.set(name, { resource, waits });
  }

  #removeCluster(name: string): void {
    this.#warming.delete(name);
    this.#halfMade.delete(name);
    this.#of(cluster).delete(name);
    for (const user of this.#serving()) {
      if (user.needs.some((need) => need.name === name)) this.#break(`cluster ${name} removed under ${user.name}`);
    }
    const used = new Set(this.#clusters().map((each) => each.name));
    this.#unsubscribe(loadAssignment, used);
    this.#dropSecrets();
  }

  #clusters(): readonly EncodedResource[] {
    return [...this.#of(cluster).values(), ...[...this.#warming.values()].map(({ resource }) => resource)];
  }

  /** Secrets of clusters and listeners, also of those that drain. */
  #dropSecrets(): void {
    const used = new Set<string>();
    for (const { brings } of [...this.#clusters(), ...this.#of(listener).values(), ...this.#draining])
      for (const { typeUrl, name } of brings) if (typeUrl === secret) used.add(name);
    this.#unsubscribe(secret, used);
    for (const name of this.#spoiled.keys()) if (!used.has(name)) this.#spoiled.delete(name);
  }

  /** True for a resource that is refused because a secret was: unless it is what is there already. */
  #isSpoiled({ typeUrl, name, version, brings }: EncodedResource): boolean {
    const current = this.#warming.get(name)?.resource ?? this.#of(typeUrl).get(name);
    if ((typeUrl !== cluster && typeUrl !== listener) || current?.version === version) return false;
    return brings.some((child) => child.typeUrl === secret && this.#spoiled.has(child.name));
  }

  /** Something that the proxy has and that a refused secret keeps from being replaced. */
  isSpoiled(resource: EncodedResource): boolean {
    return this.#isSpoiled(resource);
  }

  #addListener(resource: EncodedResource): void {
    this.#checkNeeds(resource);
    const old = this.#of(listener).get(resource.name);
    if (old?.version === resource.version) return;
    if (old !== undefined) {
      this.#draining.push(old);
      this.#replaced.set(resource.name, old);
    }
    this.#of(listener).set(resource.name, resource);
    for (const { typeUrl, name } of resource.brings) {
      const names = this.#names.get(secret)!;
      if (typeUrl !== secret || names.has(name)) continue;
      names.add(name);
      this.#subscribe(secret, name);
    }
  }

  /** Routes of listeners, also of those that drain. */
  #subscribeRoutes(): void {
    const used = new Set<string>();
    for (const { brings } of [...this.#of(listener).values(), ...this.#draining])
      for (const { typeUrl, name } of brings) if (typeUrl === routeConfiguration) used.add(name);
    this.#unsubscribe(routeConfiguration, used);
    const names = this.#names.get(routeConfiguration)!;
    for (const name of used) {
      if (names.has(name)) continue;
      names.add(name);
      this.#subscribe(routeConfiguration, name);
    }
    if (!names.has("vhds")) this.#of(virtualHost).clear();
  }

  #subscribe(typeUrl: string, name: string): void {
    if (!this.#asked.has(typeUrl)) this.#open(typeUrl);
    else if (this.sotw) this.requests.push(this.#sotwRequest(typeUrl));
    else this.requests.push({ typeUrl, resourceNamesSubscribe: [name] });
  }

  #unsubscribe(typeUrl: string, used: ReadonlySet<string>): void {
    const names = this.#names.get(typeUrl)!;
    const gone = [...names].filter((name) => !used.has(name));
    for (const name of gone) {
      names.delete(name);
      this.#of(typeUrl).delete(name);
    }
    if (gone.length > 0 && this.sotw) this.requests.push(this.#sotwRequest(typeUrl));
    else if (gone.length > 0) this.requests.push({ typeUrl, resourceNamesUnsubscribe: gone });
  }

  /** A cluster that waits for endpoints takes a removal for none; others keep what they have. */
  #empty(name: string): void {
    if (!this.#warming.get(name)?.waits.has(`${loadAssignment}|${name}`)) return;
    this.#of(loadAssignment).delete(name);
    for (const user of this.#serving()) {
      if (user.needs.some((need) => need.name === name)) this.#break(`endpoints of ${name} lost under ${user.name}`);
    }
  }

  #arrived({ typeUrl, name }: ResourceName): void {
    for (const { waits } of this.#warming.values()) waits.delete(`${typeUrl}|${name}`);
  }

  /** A replaced listener serves until the new one has its routes. */
  #warmListeners(): void {
    for (const name of [...this.#replaced.keys()]) {
      const brings = this.#of(listener).get(name)?.brings ?? [];
      if (brings.every((child) => this.#of(child.typeUrl).has(child.name))) this.#replaced.delete(name);
    }
  }

  /** CDS answers wait until no cluster warms. */
  #answer(answer: Request): void {
    if (answer.typeUrl === cluster && this.#paused) this.#heldAnswers.push(answer);
    else this.requests.push(answer);
  }

  #settle(): void {
    this.#warmListeners();
    for (const [name, { resource, waits }] of [...this.#warming]) {
      if (waits.size > 0) continue;
      this.#warming.delete(name);
      this.#of(cluster).set(name, resource);
    }
    if (this.#warming.size > 0 || this.isStuck) return;
    this.#paused = false;
    // In state-of-the-world, the last one stands for all.
    if (this.sotw) this.#heldAnswers.splice(0, this.#heldAnswers.length - 1);
    this.requests.push(...this.#heldAnswers);
    this.#heldAnswers = [];
    if (this.#cdsWithheld) {
      this.#cdsWithheld = false;
      this.#open(cluster);
    }
    // The first load ends when the first clusters are there; only then CDS answers begin to wait, and listeners are asked for.
    if (this.#gotClusters && !this.#loaded) {
      this.#loaded = true;
      this.#open(listener);
    }
  }

  *#serving(): Iterable<EncodedResource> {
    yield* this.#of(listener).values();
    yield* this.#replaced.values();
    yield* this.#of(routeConfiguration).values();
    if (this.takesChildren) yield* this.#of(virtualHost).values();
  }

  #checkNeeds(resource: EncodedResource): void {
    for (const { name } of resource.needs) {
      if (!this.#of(cluster).has(name)) this.#break(`${resource.name} came before its cluster ${name}`);
      else if (!this.#of(loadAssignment).has(name))
        this.#break(`${resource.name} came before the endpoints of ${name}`);
    }
  }

  #break(what: string): void {
    if (this.#strict) this.broken.push(what);
  }
}
