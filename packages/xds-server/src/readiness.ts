import type { EncodedResource, ResourceName } from "@sluice/protos";
import { isKnown, isPresent, type Lane, possible } from "./lane.ts";
import { orderOf, xdsTypes } from "./order.ts";
import { covers, type Session } from "./session.ts";

/** Resources of this rank and above use those below it: listeners, routes and virtual hosts use clusters, but none uses a listener. */
const usersRank = orderOf(xdsTypes.listener).rank;

const none: readonly ResourceName[] = [];

type Names = Map<string, Set<string>>;

interface Search {
  readonly found: Map<string, ResourceName>;
  readonly seen: Set<string>;
}

/**
 * What a stream lets go out at one moment: which needs are unmet, and what is still in use.
 *
 * Valid for one pass over the lanes: what is sent meanwhile only adds to what is in place.
 */
export class Readiness {
  readonly #session: Session;
  #inUse: Names | undefined;
  #reportedRank: number | undefined;
  #pending: boolean | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** True when something may be needed and is not in place: otherwise nothing has to wait. */
  get anyMissing(): boolean {
    this.#pending ??= this.#isAnythingPending();
    return this.#pending;
  }

  /** The needs of a resource, and of what it brings that the proxy does not have, that are on their way and not in place. */
  unmet(resource: EncodedResource, isNew: boolean): readonly ResourceName[] {
    if (!this.anyMissing || !this.#mayNeed(resource, isNew)) return none;
    const found = new Map<string, ResourceName>();
    this.#collect(resource, isNew, { found, seen: new Set() });
    return [...found.values()];
  }

  /** The needs of a resource itself that are on their way and not in place. */
  missingOf(resource: EncodedResource): readonly ResourceName[] {
    return this.anyMissing ? resource.needs.filter((need) => this.isMissing(need)) : [];
  }

  /**
   * True while a need is on its way and not in place with what it brings: a cluster without endpoints answers 503. A need that cannot come is not
   * waited for: that would hold up everything else.
   */
  isMissing(need: ResourceName): boolean {
    const { lanes, fleet } = this.#session;
    const lane = lanes.get(need.typeUrl);
    if (lane === undefined && !this.#session.protocol.aggregated) return false;
    const entry = lane?.entries.get(need.name);
    const wanted = fleet.get(need.typeUrl, need.name);
    if (lane === undefined || (entry !== undefined && !isPresent(entry))) {
      return wanted !== undefined && wanted.version !== entry?.refused;
    }
    return wanted?.brings.some((child) => this.#isToCome(child)) ?? false;
  }

  /** True for a child that was not sent since the proxy lost it, or never; what was sent arrives ahead of what is sent next. */
  #isToCome({ typeUrl, name }: ResourceName): boolean {
    const lane = this.#session.lanes.get(typeUrl);
    const entry = lane?.entries.get(name);
    if (lane === undefined || entry === undefined || !orderOf(typeUrl).travels) return false;
    // What was refused in company may not have been looked at.
    const sent = entry.unsure.findLast(({ nonce }) => nonce === 0 || lane.inflight.has(nonce));
    const last = sent === undefined ? entry.acked : sent.held;
    if (last !== undefined) return false;
    const wanted = this.#session.fleet.get(typeUrl, name);
    return wanted !== undefined && wanted.version !== entry.refused;
  }

  /** True when something the proxy has, or may have, uses this name, so that it must not go. */
  isUsed(lane: Lane, name: string): boolean {
    this.#inUse ??= this.#collectUses();
    if (this.#inUse.get(lane.typeUrl)?.has(name)) return true;
    // What a proxy reported at reconnect may use anything that ranks before it.
    if (this.#reportedRank !== undefined && this.#reportedRank > lane.rank) return true;
    for (const user of this.#session.fleet.usersOf(lane.typeUrl, name)) {
      const userLane = this.#session.lanes.get(user.typeUrl);
      if (userLane === undefined || userLane.entries.has(user.name)) continue;
      if (covers(this.#session, userLane, user.name, user.parent)) return true;
    }
    return false;
  }

  #collect(resource: EncodedResource, isNew: boolean, search: Search): void {
    if (search.seen.has(resource.key)) return;
    search.seen.add(resource.key);
    for (const need of resource.needs) if (this.isMissing(need)) search.found.set(`${need.typeUrl}|${need.name}`, need);
    const { fleet } = this.#session;
    for (const brought of resource.brings) {
      const child = fleet.get(brought.typeUrl, brought.name);
      if (child !== undefined && !this.#isInPlace(brought)) this.#collect(child, true, search);
    }
    if (!isNew) return;
    for (const childType of fleet.childTypesOf(resource.name)) {
      for (const child of fleet.childrenOf(childType, resource.name).values()) this.#collect(child, true, search);
    }
  }

  #isInPlace({ typeUrl, name }: ResourceName): boolean {
    const lane = this.#session.lanes.get(typeUrl);
    if (lane === undefined) return false;
    const entry = lane.entries.get(name);
    if (entry !== undefined) return isPresent(entry);
    const resource = this.#session.fleet.get(typeUrl, name);
    return resource !== undefined && covers(this.#session, lane, name, resource.parent);
  }

  /** Looks at types that are needed, and at those that travel with them. */
  #isAnythingPending(): boolean {
    const { lanes, fleet } = this.#session;
    for (const lane of lanes.values()) if (lane.entries.size > 0 && orderOf(lane.typeUrl).travels) return true;
    return fleet.neededTypes().some((typeUrl) => lanes.get(typeUrl)?.entries.size !== 0);
  }

  /** False for most resources: clusters that bring endpoints and secrets, endpoints, secrets. */
  #mayNeed(resource: EncodedResource, isNew: boolean): boolean {
    if (resource.needs.length > 0 || resource.brings.some(({ typeUrl }) => usesOthers(orderOf(typeUrl)))) return true;
    if (isNew) for (const _ of this.#session.fleet.childTypesOf(resource.name)) return true;
    return false;
  }

  #usesUnknown({ rank }: Lane): void {
    this.#reportedRank = Math.max(this.#reportedRank ?? 0, Math.min(rank, usersRank));
  }

  #collectUses(): Names {
    const uses: Names = new Map();
    for (const lane of this.#session.lanes.values()) {
      if (lane.unknown && usesOthers(lane)) this.#usesUnknown(lane);
      for (const entry of lane.entries.values()) {
        for (const held of possible(entry)) {
          if (!isKnown(held)) {
            if (usesOthers(lane)) this.#usesUnknown(lane);
          } else {
            for (const { typeUrl, name } of held.needs) add(uses, typeUrl, name);
            for (const { typeUrl, name } of held.brings) add(uses, typeUrl, name);
          }
        }
      }
    }
    return uses;
  }
}

/** Endpoints and secrets use nothing. */
function usesOthers({ child, rank }: Pick<Lane, "child" | "rank">): boolean {
  return !(child && rank < usersRank);
}

function add(names: Names, typeUrl: string, name: string): void {
  const known = names.get(typeUrl);
  if (known === undefined) names.set(typeUrl, new Set([name]));
  else known.add(name);
}
