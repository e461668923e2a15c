// pnpm image [NAME[:TAG]] [--push] [--platform linux/amd64,linux/arm64]: builds the image with docker buildx.
// Without --push for this machine's platform, into the local engine; with it for several, into the registry of NAME.
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { giveUp, root } from "../toolchain.mjs";

/** What there is of Docker: the sentence that says what is missing, or undefined when all is there. */
export function dockerMissing(run = (args) => spawnSync("docker", args, { encoding: "utf8" })) {
  const version = run(["version", "--format", "{{.Server.Version}}"]);
  if (version.error?.code === "ENOENT")
    return "Docker is not installed: the image cannot be built here. `pnpm image:stage OUT` makes what it would hold.";
  if (version.status !== 0) {
    const why = (version.stderr ?? "").trim().split("\n").at(-1);
    return `The Docker engine does not answer (${why}): start it, or set DOCKER_HOST. \`pnpm image:stage OUT\` makes what the image would hold.`;
  }
  if (run(["buildx", "version"]).status !== 0) return "The docker command has no buildx: install its plug-in.";
  return undefined;
}

/** The arguments of `docker` that build the image. */
export function buildArguments({ name, push, platform }) {
  const tag = /:[\w][\w.-]*$/.test(name) ? name : `${name}:latest`;
  const into = push ? "--push" : "--load";
  const platforms = platform ?? (push ? "linux/amd64,linux/arm64" : undefined);
  return ["buildx", "build", ...(platforms === undefined ? [] : ["--platform", platforms]), "--tag", tag, into, "."];
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { push: { type: "boolean", default: false }, platform: { type: "string" } },
  });
  const name = positionals[0] ?? process.env.IMAGE ?? "sluice";
  if (values.push && !name.includes("/"))
    throw new Error("Say where to push to: pnpm image registry.example.com/team/sluice:v1 --push");
  const missing = dockerMissing();
  if (missing !== undefined) throw new Error(missing);
  const args = buildArguments({ name, push: values.push, platform: values.platform });
  console.log(`> docker ${args.join(" ")}`);
  process.exitCode = spawnSync("docker", args, { cwd: root, stdio: "inherit" }).status ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    main();
  } catch (error) {
    giveUp(error);
  }
}
