import { kept, oneText } from "@sluice/collections";
import type { ClusterAlias, HttpRouteSet, ObjectRef, Origin } from "@sluice/ir";
import { type GRPCRoute, type HTTPRoute, refOf } from "@sluice/resources";
import { type DestinationWant, wantDestination } from "../backends/destination.ts";
import type { BackendScope } from "../backends/resolve.ts";
import { keyOf, originOf } from "../ref.ts";
import type { RouteFault } from "../status/conditions.ts";
import { ageOf } from "./age.ts";
import { type Attachment, type AttachScope, attach, hostsFor } from "./attach.ts";
import type { BoundParent, RouteBinding } from "./binding.ts";
import { grpcRules } from "./grpc-route.ts";
import { httpRules } from "./http-route.ts";
import { type HttpRule, routeName } from "./http-rule.ts";
import { matchKey } from "./match.ts";
import type { AttachPoint } from "./parent.ts";
import { withPort } from "./redirect.ts";
import { type RouteTemplate, type TranslatedRule, translateRule } from "./rule.ts";

/** What binding a route may look at. */
export interface BindScope extends AttachScope, Omit<BackendScope, "route" | "routing"> {}

/** Binds an HTTPRoute or GRPCRoute to its parents; nothing when none of them is ours. */
export function bindHttp(route: HTTPRoute | GRPCRoute, scope: BindScope): RouteBinding | undefined {
  const ref = refOf(route);
  const attachments = attach(ref, route.spec.parentRefs ?? [], scope);
  if (attachments.length === 0) return undefined;
  const rules = route.kind === "HTTPRoute" ? httpRules(route) : grpcRules(route);
  const bound = new HttpBinder(route, rules, scope);
  const parents = attachments.map((attachment) => bound.bind(attachment));
  const { generation } = route.metadata;
  return {
    key: keyOf(ref),
    ref: bound.ref,
    age: bound.age,
    ...(generation === undefined ? {} : { generation }),
    parents,
    sets: [...bound.sets.values()],
    candidates: kept([]),
    wants: [...bound.wants.values()],
    aliases: [...bound.aliases.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    policies: kept(
      attachments.flatMap(({ parentRef, parent }) =>
        bound
          .rulesFor(parent)
          .flatMap(({ policies }) => policies)
          .map((policy) => ({ policy, parentRef })),
      ),
    ),
  };
}

/** Gathers what one route needs from all its parents. */
class HttpBinder {
  readonly sets: Map<string, HttpRouteSet> = new Map();
  readonly wants: Map<string, DestinationWant> = new Map();
  readonly aliases: Map<string, ClusterAlias> = new Map();
  readonly age: string;
  readonly ref: ObjectRef;
  readonly #route: HTTPRoute | GRPCRoute;
  readonly #rules: readonly HttpRule[];
  readonly #scope: BindScope;
  readonly #origin: Origin;
  /** Gateways differ in routing settings, parents of one Gateway do not. */
  readonly #byGateway: Map<string, readonly TranslatedRule[]> = new Map();

  constructor(route: HTTPRoute | GRPCRoute, rules: readonly HttpRule[], scope: BindScope) {
    this.#route = route;
    this.#rules = rules;
    this.#scope = scope;
    // One object for all that stands for the whole route.
    this.#origin = rules.find(({ origin }) => origin.sectionName === undefined)?.origin ?? originOf(route);
    this.ref = this.#origin.annotations === undefined ? this.#origin : refOf(route);
    // HTTPRoutes win ties against GRPCRoutes.
    this.age = `${route.kind === "HTTPRoute" ? 0 : 1} ${ageOf(route.metadata)}`;
  }

  rulesFor({ gateway, routing }: Attachment["parent"]): readonly TranslatedRule[] {
    const known = this.#byGateway.get(gateway);
    if (known !== undefined) return known;
    const scope = { ...this.#scope, route: this.ref, routing };
    const translated = this.#rules.map((rule) => translateRule(rule, scope));
    this.#byGateway.set(gateway, translated);
    return translated;
  }

  bind(attachment: Attachment): BoundParent {
    const rules = this.rulesFor(attachment.parent);
    const faults: RouteFault[] = [...(attachment.fault === undefined ? [] : [attachment.fault])];
    faults.push(...rules.flatMap((rule) => rule.faults));
    const brokenRules = rules.flatMap(({ accepted }, i) => (accepted ? [] : [i]));
    const attached: string[] = [];
    const served: string[] = [];
    let met = attachment.listeners.length === 0;
    // A GRPCRoute that is refused as a whole attaches to nothing; an HTTPRoute does, and answers 500.
    const refused = this.#route.kind === "GRPCRoute" && rules.length > 0 && brokenRules.length === rules.length;
    for (const listener of refused ? [] : attachment.listeners) {
      const hosts = hostsFor(listener, this.#route.spec.hostnames ?? []);
      if (hosts.length === 0) continue;
      met = true;
      attached.push(listener.key);
      if (listener.ready) served.push(...this.#serve(attachment, listener, hosts));
    }
    if (!met && !refused) faults.push(this.#noHost(attachment));
    return {
      parentRef: attachment.parentRef,
      attached: kept(attached),
      served: kept(served),
      faults: kept(faults),
      ruleCount: rules.length,
      brokenRules: kept(brokenRules),
    };
  }

  #serve({ parent }: Attachment, listener: AttachPoint, hosts: readonly string[]): readonly string[] {
    const rules = this.rulesFor(parent);
    const by = keyOf(this.ref);
    for (const plan of rules.flatMap(({ plans }) => plans)) {
      const want = wantDestination(parent.fleet, plan, by);
      this.wants.set(want.key, want);
    }
    for (const { name, destination } of rules.flatMap(({ aliases }) => aliases))
      this.#alias(parent.fleet, name, destination);
    const templates = rules.flatMap(({ routes }) => routes);
    for (const host of hosts) this.#put(parent.fleet, { listener, host, templates });
    return hosts.flatMap((host) => templates.map(({ match }) => `${listener.name}|${host}|${matchKey(match)}`));
  }

  #put(
    fleet: string,
    of: { readonly listener: AttachPoint; readonly host: string; readonly templates: readonly RouteTemplate[] },
  ): void {
    const { listener, host, templates } = of;
    const grpc = this.#route.kind === "GRPCRoute";
    if (templates.length === 0 && !grpc) return;
    const key = `${fleet}|${listener.name}|${host}|${routeName(this.ref)}`;
    const suffix = host.replaceAll(".", "_");
    this.sets.set(key, {
      key,
      fleet,
      listener: listener.name,
      hostname: host,
      origin: this.#origin,
      routes: templates.map(({ name, action, ...route }) => ({
        ...route,
        name: `${name}/${suffix}`,
        action: action.kind === "redirect" ? withPort(action, listener.port) : action,
      })),
      age: this.age,
      grpc,
    });
  }

  #alias(fleet: string, name: string, destination: string): void {
    const key = `${fleet}|${name}`;
    const known = this.aliases.get(key)?.destinations ?? [];
    if (known.includes(destination)) return;
    this.aliases.set(key, { key, fleet, name: oneText(name), destinations: known.concat(destination).sort() });
  }

  #noHost({ index, parent }: Attachment): RouteFault {
    const names = (this.#route.spec.hostnames ?? []).join(", ");
    return {
      kind: "noMatchingHostname",
      field: `spec.parentRefs[${index}]`,
      message: `no listener of ${parent.key} that takes the route has a host name in common with ${names}`,
      remedy: "Change hostnames here or on the listener.",
    };
  }
}
