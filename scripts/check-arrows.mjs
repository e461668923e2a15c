// Checks that imports only go down: between packages by level, inside a package without cycles.
// Also: what only edges may import, file sizes, no `export *`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Which workspace packages each package may import in its sources; a package that is missing here is an error. */
const arrows = {
  protos: [],
  "packages/ir": [],
  "packages/collections": [],
  "packages/resources": ["ir", "collections"],
  "packages/provider-file": ["ir", "collections", "resources"],
  "packages/provider-k8s": ["ir", "collections", "resources"],
  "packages/gatewayapi-translator": ["ir", "collections", "resources"],
  "packages/xds-translator": ["ir", "collections", "protos"],
  "packages/xds-server": ["collections", "protos"],
  "packages/infra-manager": ["ir", "collections"],
  "packages/testkit": [
    "ir",
    "collections",
    "resources",
    "protos",
    "gatewayapi-translator",
    "xds-translator",
    "xds-server",
  ],
  "apps/gateway": ["*"],
};

/** Packages that act; all others are pure and may not open files, sockets or processes. */
const edges = new Set([
  "protos",
  "packages/provider-file",
  "packages/provider-k8s",
  "packages/xds-server",
  "packages/infra-manager",
  "packages/testkit",
  "apps/gateway",
]);
const edgeOnly = [
  /^@grpc\/grpc-js/,
  /^@kubernetes\/client-node/,
  /^pino/,
  /^node:(fs|net|http|http2|https|tls|child_process|dgram|dns|os|worker_threads)/,
];

const maxLines = { source: 500, test: 800 };

function* sourcesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "gen" && entry.name !== "node_modules") yield* sourcesBelow(path);
    } else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

function importsOf(text) {
  const found = [];
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s+)?[^;"'`]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;
  for (const match of text.matchAll(pattern))
    found.push({ specifier: match[3] ?? match[4] ?? match[5], typeOnly: match[2] !== undefined });
  return found;
}

/** Returns one sentence per violation below `root`. */
export function checkArrows(root) {
  const violations = [];
  const say = (file, message) => violations.push(`${relative(root, file)}: ${message}`);
  const packages = [
    "protos",
    ...["packages", "apps"].flatMap((group) =>
      existsSync(join(root, group)) ? readdirSync(join(root, group)).map((name) => `${group}/${name}`) : [],
    ),
  ].filter((name) => existsSync(join(root, name, "src")));
  for (const name of packages) {
    const allowed = arrows[name];
    if (!allowed) {
      violations.push(`${name}: not listed in scripts/check-arrows.mjs: say which packages it may import`);
      continue;
    }
    checkPackage({ root, name, allowed, say });
  }
  return violations;
}

function checkPackage({ root, name, allowed, say }) {
  const graph = new Map();
  for (const file of sourcesBelow(join(root, name, "src"))) {
    const text = readFileSync(file, "utf8");
    const isTest = /\.test\.tsx?$/.test(file);
    const limit = isTest ? maxLines.test : maxLines.source;
    const lines = text.split("\n").length - 1;
    if (lines > limit) say(file, `${lines} lines, the limit is ${limit}: split it`);
    if (/^export \*/m.test(text)) say(file, "`export *`: list the names");
    const isTesting = isTest || /(^|\/)testing(\.ts$|\/)/.test(relative(join(root, name, "src"), file));
    const targets = [];
    for (const { specifier, typeOnly } of importsOf(text)) {
      if (specifier.startsWith(".")) {
        if (!typeOnly) targets.push(normalize(resolve(dirname(file), specifier)));
        continue;
      }
      const sluice = /^@sluice\/([^/]+)/.exec(specifier)?.[1];
      if (sluice && !isTesting && !allowed.includes("*") && !allowed.includes(sluice))
        say(file, `imports @sluice/${sluice}: that arrow does not go down`);
      if (!edges.has(name) && !isTesting && edgeOnly.some((pattern) => pattern.test(specifier)))
        say(file, `imports ${specifier}: only packages that act may`);
    }
    if (!isTest) graph.set(file, targets);
  }
  for (const cycle of cyclesIn(graph))
    say(cycle[0], `import cycle: ${cycle.map((file) => relative(join(root, name, "src"), file)).join(" -> ")}`);
}

function cyclesIn(graph) {
  const cycles = [];
  const state = new Map();
  const visit = (file, path) => {
    if (state.get(file) === "done" || !graph.has(file)) return;
    if (state.get(file) === "open") {
      cycles.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, "open");
    for (const target of graph.get(file)) visit(target, [...path, file]);
    state.set(file, "done");
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const violations = checkArrows(dirname(dirname(fileURLToPath(import.meta.url))));
  for (const violation of violations) console.error(violation);
  console.log(violations.length ? `${violations.length} violations` : "arrows: all imports go down, no cycles");
  process.exit(violations.length ? 1 : 0);
}
