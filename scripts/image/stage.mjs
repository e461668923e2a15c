// pnpm image:stage OUT: writes exactly the folder that the image holds as /app: the built programs and what they import at run time.
// Versions are those of the lockfile, because the files come from this workspace's node_modules.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { giveUp, prepare, root, underCurrentNode } from "../toolchain.mjs";

/** Not read by Node: types, maps, prose. Licences stay. */
const unread = /\.(d\.[cm]?ts|[cm]?ts|map|md|markdown|flow|tsbuildinfo)$/i;

/** Copies the programs in `apps/*` and all their dependencies below `out`. Returns the names of the packages. */
export function stage(out) {
  rmSync(out, { recursive: true, force: true });
  const apps = readdirSync(join(root, "apps"))
    .map((name) => join(root, "apps", name))
    .filter((folder) => existsSync(join(folder, "package.json")));
  const placed = new Map();
  for (const app of apps) copyPackage(app, join(out, app.slice(root.length + 1)));
  // Level by level, so that what many share comes to rest at the top.
  let level = apps.map((folder) => ({ folder, at: join(out, folder.slice(root.length + 1)) }));
  while (level.length > 0) level = level.flatMap((each) => placeDependencies(each, { out, placed }));
  verify(out, apps);
  writeLauncher(out);
  readable(out);
  return [...placed.keys()].sort();
}

/** /app/bin is on the image's PATH: sidecars of proxies call `sluice`. The base image has neither a shell nor `env`. */
function writeLauncher(out) {
  const lines = [
    "#!/nodejs/bin/node",
    'const { join } = require("node:path");',
    'import(join(__dirname, "..", "apps", "gateway", "dist", "main.js"));',
  ];
  mkdirSync(join(out, "bin"), { recursive: true });
  writeFileSync(join(out, "bin", "sluice"), `${lines.join("\n")}\n`);
}

/** Every package finds in the copy the versions that it finds here. */
function verify(out, apps) {
  const seen = new Set();
  const visit = (source, staged) => {
    if (seen.has(staged)) return;
    seen.add(staged);
    for (const { name, source: wanted } of dependenciesOf(source)) {
      const found = find(name, staged);
      if (found === undefined || manifestOf(found).version !== manifestOf(wanted).version)
        throw new Error(`bug: ${staged} does not find ${name} ${manifestOf(wanted).version}`);
      visit(wanted, found);
    }
  };
  for (const folder of apps) visit(folder, realpathSync(join(out, folder.slice(root.length + 1))));
}

function placeDependencies({ folder, at }, { out, placed }) {
  const next = [];
  for (const { name, source } of dependenciesOf(folder)) {
    const { version } = manifestOf(source);
    const shared = placed.get(name);
    // A second version of a package lives with the one that wants it.
    const nested = shared !== undefined && shared !== version;
    if (shared === version) continue;
    if (!nested) placed.set(name, version);
    const target = join(nested ? at : out, "node_modules", name);
    copyPackage(source, target);
    next.push({ folder: source, at: target });
  }
  return next;
}

function dependenciesOf(folder) {
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = manifestOf(folder);
  const optional = (name) => name in optionalDependencies || peerDependenciesMeta[name]?.optional === true;
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    // An optional peer is what a package uses if somebody else brings it; tests bring it here.
    .filter((name) => !(name in peerDependencies && optional(name) && !(name in dependencies)))
    .sort();
  return names.flatMap((name) => {
    const source = find(name, folder);
    if (source !== undefined) return [{ name, source }];
    if (optional(name)) return [];
    throw new Error(`${name}, which ${folder} needs, is not installed: run pnpm install`);
  });
}

/** The folder that Node takes for `name` from a file in `folder`. */
function find(name, folder) {
  for (let at = folder; ; at = dirname(at)) {
    const found = join(at, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return realpathSync(found);
    if (at === dirname(at)) return undefined;
  }
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function copyPackage(source, target) {
  const ours = source.startsWith(root) && !source.includes("node_modules");
  const { files = [] } = manifestOf(source);
  const names = ours ? ["package.json", ...files] : readdirSync(source).filter((name) => name !== "node_modules");
  mkdirSync(target, { recursive: true });
  for (const name of names) {
    const from = join(source, name);
    if (!existsSync(from)) throw new Error(`${from} is not there: run pnpm build`);
    cpSync(from, join(target, name), { recursive: true, filter: (path) => !unread.test(path) });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const out = process.argv[2];
  if (out === undefined) giveUp("Say where to: pnpm image:stage OUT (the folder is replaced)");
  if (!(await underCurrentNode())) {
    await prepare().catch(giveUp);
    const names = stage(resolve(out));
    console.log(
      `${resolve(out)}: ${names.length} packages; run it with: node ${resolve(out)}/apps/gateway/dist/main.js`,
    );
  }
}

/** For any user, whatever the umask of this one was. */
function readable(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const at = join(path, entry.name);
    chmodSync(at, entry.isDirectory() || path.endsWith("/bin") ? 0o755 : 0o644);
    if (entry.isDirectory()) readable(at);
  }
}
