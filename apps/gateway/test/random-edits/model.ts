import { type Document, gatewayDocument, routeDocument, secretDocument } from "./documents.ts";

/** Deterministic pseudo-random numbers (mulberry32), so that a failing run can be repeated from its seed. */
export interface Random {
  /** An integer from 0 to `below` - 1. */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
}

/** Makes the generator for a seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: (from) => from[below(from.length)] as never, chance: (probability) => next() < probability };
}

/** A route as the model knows it. Stable routes exist from the first edit to the last, whatever they are called. */
export interface ModelRoute {
  readonly id: string;
  readonly stable: boolean;
  name: string;
  host: string;
  backends: { readonly name: string; readonly weight: number }[];
  extraRules: number;
  header: boolean;
  timeout: boolean;
  file: string;
}

/** The state of the folder: what the next write must produce. */
export interface Model {
  readonly routes: Map<string, ModelRoute>;
  /** Backend name to port. The first `liveBackends` are never removed. */
  readonly backends: Map<string, number>;
  readonly extraListeners: Map<string, number>;
  certificate: number;
  files: Set<string>;
  counter: number;
}

/** What an edit writes: complete new contents; `undefined` deletes. In this order. */
export interface FileWrite {
  readonly file: string;
  readonly text: string | undefined;
}

/** Fixed facts of a run. */
export interface Setting {
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly extraPorts: readonly number[];
  readonly backendPorts: readonly number[];
  readonly stableRoutes: number;
}

/** The folder at the start. */
export function firstModel(setting: Setting): Model {
  const model: Model = {
    routes: new Map(),
    backends: new Map(setting.backendPorts.map((port, i) => [`live-${i}`, port])),
    extraListeners: new Map(),
    certificate: 0,
    files: new Set(["stable-a.yaml", "stable-b.yaml", "other.yaml"]),
    counter: 0,
  };
  for (let i = 0; i < setting.stableRoutes; i++)
    model.routes.set(`stable-${i}`, {
      id: `stable-${i}`,
      stable: true,
      name: `stable-${i}`,
      host: `s${i}.example.com`,
      backends: [{ name: `live-${i % setting.backendPorts.length}`, weight: 1 }],
      extraRules: 0,
      header: false,
      timeout: false,
      file: i % 2 === 0 ? "stable-a.yaml" : "stable-b.yaml",
    });
  return model;
}

/** All files of a model. */
export function render(model: Model, setting: Setting): Map<string, string> {
  const files = new Map<string, Document[]>([
    ["base.yaml", gatewayDocument(model, setting)],
    ["certificate.yaml", [secretDocument(model.certificate)]],
    ["backends.yaml", [...model.backends].map(([name, port]) => backendDocument(name, port))],
  ]);
  for (const file of model.files) files.set(file, []);
  for (const route of model.routes.values()) files.get(route.file)?.push(routeDocument(route));
  return new Map(
    [...files]
      .filter(([, documents]) => documents.length > 0)
      .map(([file, documents]) => [file, documents.join("---\n")]),
  );
}

function backendDocument(name: string, port: number): Document {
  return `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec:
  endpoints:
  - ip: {address: 127.0.0.1, port: ${port}}
`;
}

const liveNames = (model: Model): readonly string[] =>
  [...model.backends.keys()].filter((name) => name.startsWith("live-"));

type Edit = (model: Model, random: Random, setting: Setting) => void;

const shuffleBackends = (model: Model, random: Random, route: ModelRoute): void => {
  const names = route.stable ? liveNames(model) : [...model.backends.keys()];
  const count = 1 + random.below(Math.min(3, names.length));
  const chosen = new Set(Array.from({ length: count }, () => random.pick(names)));
  route.backends = [...chosen].map((name) => ({ name, weight: 1 + random.below(9) }));
};

const addRoute: Edit = (model, random) => {
  const id = `route-${model.counter++}`;
  const route: ModelRoute = {
    id,
    stable: false,
    name: id,
    host: `u${random.below(30)}.example.com`,
    backends: [],
    extraRules: random.below(3),
    header: false,
    timeout: false,
    file: random.pick([...model.files]),
  };
  shuffleBackends(model, random, route);
  model.routes.set(id, route);
};

const changeRoute: Edit = (model, random) => {
  const route = random.pick([...model.routes.values()]);
  shuffleBackends(model, random, route);
  route.extraRules = random.below(4);
  route.header = random.chance(0.5);
  route.timeout = random.chance(0.3);
};

const deleteRoute: Edit = (model, random) => {
  const unstable = [...model.routes.values()].filter((route) => !route.stable);
  if (unstable.length > 0) model.routes.delete(random.pick(unstable).id);
};

/** A new name for the same hostname and rules: an object goes and another comes in one change. */
const renameRoute: Edit = (model, random) => {
  random.pick([...model.routes.values()]).name = `renamed-${model.counter++}`;
};

const addBackend: Edit = (model, random, setting) => {
  model.backends.set(`extra-${model.counter++}`, random.pick(setting.backendPorts));
};

const changeBackend: Edit = (model, random, setting) => {
  model.backends.set(random.pick([...model.backends.keys()]), random.pick(setting.backendPorts));
};

/** Also one that unstable routes still name: their share is answered with 500. */
const deleteBackend: Edit = (model, random) => {
  const extra = [...model.backends.keys()].filter((name) => name.startsWith("extra-"));
  if (extra.length > 0) model.backends.delete(random.pick(extra));
};

const toggleListener: Edit = (model, random, setting) => {
  const port = random.pick(setting.extraPorts);
  const name = `extra-${port}`;
  if (!model.extraListeners.delete(name)) model.extraListeners.set(name, port);
};

const rotateCertificate: Edit = (model) => {
  model.certificate = 1 - model.certificate;
};

const moveRoute: Edit = (model, random) => {
  random.pick([...model.routes.values()]).file = random.pick([...model.files]);
};

const splitFile: Edit = (model, random) => {
  const from = random.pick([...model.files]);
  const to = `file-${model.counter++}.yaml`;
  model.files.add(to);
  for (const route of model.routes.values()) if (route.file === from && random.chance(0.5)) route.file = to;
};

const mergeFiles: Edit = (model, random) => {
  if (model.files.size < 3) return;
  const from = random.pick([...model.files]);
  model.files.delete(from);
  const to = random.pick([...model.files]);
  for (const route of model.routes.values()) if (route.file === from) route.file = to;
};

const renameFile: Edit = (model, random) => {
  const from = random.pick([...model.files]);
  const to = `moved-${model.counter++}.yaml`;
  model.files.delete(from);
  model.files.add(to);
  for (const route of model.routes.values()) if (route.file === from) route.file = to;
};

const edits: readonly Edit[] = [
  addRoute,
  addRoute,
  changeRoute,
  changeRoute,
  changeRoute,
  deleteRoute,
  renameRoute,
  addBackend,
  changeBackend,
  deleteBackend,
  toggleListener,
  rotateCertificate,
  moveRoute,
  splitFile,
  mergeFiles,
  renameFile,
];

/** One edit: changes the model, and returns the writes that bring the folder to it, in a random order. */
export function nextEdit(model: Model, random: Random, setting: Setting): readonly FileWrite[] {
  const before = render(model, setting);
  random.pick(edits)(model, random, setting);
  const after = render(model, setting);
  const writes: FileWrite[] = [];
  for (const [file, text] of after) if (before.get(file) !== text) writes.push({ file, text });
  for (const file of before.keys()) if (!after.has(file)) writes.push({ file, text: undefined });
  return random.chance(0.5) ? writes : writes.reverse();
}
