// pnpm image [NAME[:TAG]] [--push] [--platform linux/amd64,linux/arm64] [--build-arg NAME=VALUE]: builds the image with docker buildx, or
// with buildah where no Docker engine runs. Without --push for this machine's platform, into the local store; with it for several, into
// the registry of NAME. --build-arg takes other base images (NODE_IMAGE, BASE_IMAGE), such as a company's copies.
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { giveUp, root } from "../toolchain.mjs";

const ask = (program, args) => spawnSync(program, args, { encoding: "utf8" });

/** The program that can build images here, or the sentence that says what is missing. */
export function findBuilder(run = ask) {
  const missing = dockerMissing(run);
  if (missing === undefined) return { builder: "docker" };
  if (run("buildah", ["--version"]).status === 0) return { builder: "buildah" };
  return { missing: `${missing}; or install buildah. \`pnpm image:stage OUT\` makes what the image would hold.` };
}

/** What there is not of Docker, and the remedy; undefined when all is there. */
export function dockerMissing(run = ask) {
  const version = run("docker", ["version", "--format", "{{.Server.Version}}"]);
  if (version.error?.code === "ENOENT") return "Docker is not installed: install it";
  if (version.status !== 0) {
    const why = (version.stderr ?? "").trim().split("\n").at(-1);
    return `The Docker engine does not answer (${why}): start it, or set DOCKER_HOST`;
  }
  if (run("docker", ["buildx", "version"]).status !== 0) return "The docker command has no buildx: install its plug-in";
  return undefined;
}

/** The commands that build the image, and push it. */
export function commands(builder, { name, push, platform, buildArgs = [] }) {
  const tag = /:[\w][\w.-]*$/.test(name) ? name : `${name}:latest`;
  const platforms = platform ?? (push ? "linux/amd64,linux/arm64" : undefined);
  // Older ones of buildah take the platform to build for as the one to build on.
  const own = builder === "buildah" ? [`BUILDPLATFORM=linux/${process.arch === "x64" ? "amd64" : process.arch}`] : [];
  const options = [
    ...(platforms === undefined ? [] : ["--platform", platforms]),
    ...[...own, ...buildArgs].flatMap((each) => ["--build-arg", each]),
  ];
  if (builder === "docker")
    return [["docker", "buildx", "build", ...options, "--tag", tag, push ? "--push" : "--load", "."]];
  if (!platforms?.includes(",")) {
    const build = ["buildah", "build", ...options, "--tag", tag, "."];
    return push ? [build, ["buildah", "push", tag, `docker://${tag}`]] : [build];
  }
  // A list that is there already would be added to.
  const anew = ["sh", "-c", '! buildah manifest exists "$0" || buildah manifest rm "$0"', tag];
  const build = ["buildah", "build", ...options, "--manifest", tag, "."];
  return [anew, build, ...(push ? [["buildah", "manifest", "push", "--all", tag, `docker://${tag}`]] : [])];
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      push: { type: "boolean", default: false },
      platform: { type: "string" },
      "build-arg": { type: "string", multiple: true },
    },
  });
  const name = positionals[0] ?? process.env.IMAGE ?? "sluice";
  if (values.push && !name.includes("/"))
    throw new Error("Say where to push to: pnpm image registry.example.com/team/sluice:v1 --push");
  const { builder, missing } = findBuilder();
  if (builder === undefined) throw new Error(missing);
  const { push, platform, "build-arg": buildArgs } = values;
  for (const [program, ...args] of commands(builder, { name, push, platform, buildArgs })) {
    console.log(`> ${program} ${args.join(" ")}`);
    const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status ?? "a signal"}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    main();
  } catch (error) {
    giveUp(error);
  }
}
