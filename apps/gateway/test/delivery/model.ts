// What users do to a Gateway, at random: everything changes but that every stable host keeps a rule for every path, and a backend that answers.
import { createHash } from "node:crypto";
import type { KeyPair } from "../traffic/certificates.ts";
import { type Manifest, manifestsOf } from "./manifests.ts";

/** Numbers that a seed decides (mulberry32), below a bound. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One weighted backend of a rule. */
export interface ModelBackend {
  readonly service: string;
  readonly port: 80 | 8080;
  readonly weight: number;
}

/** One rule: its paths are requested of stable hosts, and `/` is always there. */
export interface ModelRule {
  readonly path: string;
  readonly backends: readonly ModelBackend[];
  /** What else the rule says: a timeout, a header, both, or neither. */
  readonly extras: number;
}

/** One HTTPRoute with a host of its own. */
export interface ModelRoute {
  readonly name: string;
  readonly host: string;
  readonly rules: readonly ModelRule[];
  /** Load balancing and limits of its backends: an index into a list of them. */
  readonly traffic: number;
}

/** How a Service's backends are called over TLS. */
export interface ModelPolicy {
  readonly hostname: string;
}

export interface ModelService {
  readonly name: string;
  /** Which backends are behind port 80, and behind 8080; never none. */
  readonly endpoints: readonly number[];
  readonly others: readonly number[];
  readonly tls: ModelPolicy | undefined;
}

/** Facts of a run that no change touches. */
export interface Setting {
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly extraPorts: readonly number[];
  readonly backendPorts: readonly number[];
  readonly certificates: readonly KeyPair[];
  readonly second: KeyPair;
  /** False: backends are never called over TLS. */
  readonly backendTls: boolean;
  readonly authority: string;
}

/** What users have written. */
export interface Model {
  readonly routes: Map<string, ModelRoute>;
  readonly services: Map<string, ModelService>;
  /** Indices of `Setting.extraPorts`. */
  readonly extraListeners: Set<number>;
  certificate: number;
  /** Whether the HTTPS listener has a second certificate. */
  second: boolean;
  counter: number;
}

export const stableHosts: readonly string[] = Array.from({ length: 10 }, (_, i) => `s${i}.test`);
/** Paths that are requested of stable hosts. */
export const paths: readonly string[] = ["/", "/a", "/b", "/c"];

export function firstModel(setting: Setting): Model {
  const model: Model = {
    routes: new Map(),
    services: new Map(),
    extraListeners: new Set(),
    certificate: 0,
    second: false,
    counter: 0,
  };
  setting.backendPorts.forEach((_, i) => {
    addService(model, { endpoints: [i], others: [i], tls: undefined });
  });
  const services = [...model.services.keys()];
  stableHosts.forEach((host, i) => {
    const backends = [{ service: services[i % services.length]!, port: 80, weight: 1 } as const];
    model.routes.set(host, { name: `stable-${i}`, host, rules: [{ path: "/", backends, extras: 0 }], traffic: 0 });
  });
  return model;
}

type Edit = (model: Model, random: Random, setting: Setting) => void;

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

function subset(random: Random, count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, i) => i).filter(() => random(2) === 0);
  return all.length > 0 ? all : [random(count)];
}

function addService(model: Model, service: Omit<ModelService, "name">): string {
  const name = `svc-${model.counter++}`;
  model.services.set(name, { name, ...service });
  return name;
}

function randomService(random: Random, setting: Setting): Omit<ModelService, "name"> {
  const count = setting.backendPorts.length;
  const policy = random(3) === 0 ? randomPolicy(random) : undefined;
  const tls = setting.backendTls ? policy : undefined;
  return { endpoints: subset(random, count), others: subset(random, count), tls };
}

const randomPolicy = (random: Random): ModelPolicy => ({ hostname: pick(random, ["backend.test", "other.test"]) });

function randomBackends(model: Model, random: Random): readonly ModelBackend[] {
  const services = [...model.services.keys()];
  const chosen = new Set(Array.from({ length: 1 + random(3) }, () => pick(random, services)));
  return [...chosen].map((service) => ({ service, port: random(4) === 0 ? 8080 : 80, weight: 1 + random(9) }));
}

const anyRoute = (model: Model, random: Random): ModelRoute => pick(random, [...model.routes.values()]);
const stableRoute = (model: Model, random: Random): ModelRoute => model.routes.get(pick(random, stableHosts))!;

/** Replaces the rules of a route. */
function setRules(model: Model, route: ModelRoute, rules: readonly ModelRule[]): void {
  model.routes.set(route.host, { ...route, rules });
}

function editRule(model: Model, random: Random, change: (rule: ModelRule) => ModelRule): void {
  const route = anyRoute(model, random);
  const at = random(route.rules.length);
  setRules(
    model,
    route,
    route.rules.map((rule, i) => (i === at ? change(rule) : rule)),
  );
}

/** Every kind of change, by name; some more often than others. */
const edits: Readonly<Record<string, { readonly often: number; readonly edit: Edit }>> = {
  swapRoutes: {
    often: 3,
    edit(model, random) {
      const [one, other] = [stableRoute(model, random), stableRoute(model, random)];
      setRules(model, one, other.rules);
      if (one.host !== other.host) setRules(model, other, one.rules);
    },
  },
  swapRules: {
    often: 3,
    edit(model, random) {
      const route = anyRoute(model, random);
      const [one, other] = [random(route.rules.length), random(route.rules.length)];
      const backends = route.rules.map((rule) => rule.backends);
      setRules(
        model,
        route,
        route.rules.map((rule, i) => ({ ...rule, backends: backends[i === one ? other : i === other ? one : i]! })),
      );
    },
  },
  reorderRules: {
    often: 2,
    edit(model, random) {
      const route = anyRoute(model, random);
      const rules = [...route.rules];
      rules.splice(random(rules.length), 0, ...rules.splice(random(rules.length), 1));
      setRules(model, route, rules);
    },
  },
  insertRule: {
    often: 3,
    edit(model, random) {
      const route = anyRoute(model, random);
      const free = paths.filter((path) => !route.rules.some((rule) => rule.path === path));
      if (free.length === 0) return;
      const rules = [...route.rules];
      const rule = { path: pick(random, free), backends: randomBackends(model, random), extras: random(4) };
      rules.splice(random(rules.length + 1), 0, rule);
      setRules(model, route, rules);
    },
  },
  deleteRule: {
    often: 2,
    edit(model, random) {
      const route = anyRoute(model, random);
      const gone = pick(random, paths.slice(1));
      setRules(
        model,
        route,
        route.rules.filter(({ path }) => path !== gone),
      );
    },
  },
  changeBackends: {
    often: 4,
    edit: (model, random) => editRule(model, random, (rule) => ({ ...rule, backends: randomBackends(model, random) })),
  },
  changeWeights: {
    often: 2,
    edit: (model, random) =>
      editRule(model, random, (rule) => ({
        ...rule,
        backends: rule.backends.map((backend) => ({ ...backend, weight: 1 + random(9) })),
      })),
  },
  changePorts: {
    often: 2,
    edit: (model, random) =>
      editRule(model, random, (rule) => ({
        ...rule,
        backends: rule.backends.map((backend) => ({ ...backend, port: random(2) === 0 ? 80 : 8080 })),
      })),
  },
  changeExtras: {
    often: 1,
    edit: (model, random) => editRule(model, random, (rule) => ({ ...rule, extras: random(4) })),
  },
  changeEndpoints: {
    often: 4,
    edit(model, random, { backendPorts }) {
      const service = pick(random, [...model.services.values()]);
      const [endpoints, others] = [subset(random, backendPorts.length), subset(random, backendPorts.length)];
      model.services.set(service.name, { ...service, endpoints, others });
    },
  },
  changePolicies: {
    often: 3,
    edit(model, random, { backendTls }) {
      const service = pick(random, [...model.services.values()]);
      const policy = random(2) === 0 ? undefined : randomPolicy(random);
      const tls = backendTls ? policy : undefined;
      model.services.set(service.name, { ...service, tls });
    },
  },
  changeTrafficPolicies: {
    often: 1,
    edit(model, random) {
      const route = anyRoute(model, random);
      model.routes.set(route.host, { ...route, traffic: random(4) });
    },
  },
  /** A new Service takes the place of another in all routes; the other one goes in the same change. */
  replaceService: {
    often: 3,
    edit(model, random, setting) {
      const old = pick(random, [...model.services.keys()]);
      const next = addService(model, randomService(random, setting));
      model.services.delete(old);
      for (const route of model.routes.values()) {
        const rules = route.rules.map((rule) => {
          const backends = rule.backends.map((each) => (each.service === old ? { ...each, service: next } : each));
          return { ...rule, backends };
        });
        setRules(model, route, rules);
      }
    },
  },
  addService: {
    often: 1,
    edit(model, random, setting) {
      if (model.services.size < 12) addService(model, randomService(random, setting));
    },
  },
  renameRoute: {
    often: 1,
    edit(model, random) {
      const route = anyRoute(model, random);
      model.routes.set(route.host, { ...route, name: `renamed-${model.counter++}` });
    },
  },
  addRoute: {
    often: 1,
    edit(model, random) {
      if (model.routes.size > 30) return;
      const name = `route-${model.counter++}`;
      const rules = [{ path: "/", backends: randomBackends(model, random), extras: random(4) }];
      model.routes.set(`${name}.test`, { name, host: `${name}.test`, rules, traffic: random(4) });
    },
  },
  deleteRoute: {
    often: 1,
    edit(model, random) {
      const others = [...model.routes.keys()].filter((host) => !stableHosts.includes(host));
      if (others.length > 0) model.routes.delete(pick(random, others));
    },
  },
  changeCertificates: {
    often: 1,
    edit(model, random, { certificates }) {
      model.certificate = random(certificates.length);
    },
  },
  changeListeners: {
    often: 1,
    edit(model, random, { extraPorts }) {
      if (random(4) === 0) model.second = !model.second;
      else {
        const at = random(extraPorts.length);
        if (!model.extraListeners.delete(at)) model.extraListeners.add(at);
      }
    },
  },
};

const urn = Object.entries(edits).flatMap(([name, { often }]) => Array.from({ length: often }, () => name));

/** Names of all kinds of changes. */
export const editNames: readonly string[] = Object.keys(edits);

/** Makes one change; returns its name. */
export function change(model: Model, random: Random, setting: Setting): string {
  const name = pick(random, urn);
  edits[name]!.edit(model, random, setting);
  return name;
}

/** Everything that users have written, by kind, namespace and name. */
export function render(model: Model, setting: Setting): ReadonlyMap<string, Manifest> {
  const manifests = manifestsOf(model, setting);
  return new Map(
    manifests.map((each) => [`${each.kind}/${each.metadata.namespace ?? ""}/${each.metadata.name}`, each]),
  );
}

/** Names the state of a model in a few characters: two runs of one seed go through the same states. */
export function fingerprint(model: Model): string {
  const state = {
    ...model,
    routes: [...model.routes],
    services: [...model.services],
    extraListeners: [...model.extraListeners],
  };
  return createHash("sha256").update(JSON.stringify(state)).digest("base64url").slice(0, 12);
}
