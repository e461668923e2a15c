#!/usr/bin/env node
import module from "node:module";
import { Command, Option } from "commander";
import { addCertgenCommand } from "./commands/certgen.ts";
import { addEnvoyCommands } from "./commands/envoy.ts";
import type { VersionFormat } from "./version.ts";

// The next start finds compiled modules; Node before 22.8 compiles them again.
module.enableCompileCache?.();

/** What `server` was called with. */
interface ServerFlags {
  readonly config?: string;
  readonly configPath?: string;
  readonly envoy?: string;
  readonly xdsAddress?: string;
  readonly healthAddress?: string;
  readonly metricsAddress?: string;
  readonly certs?: string;
  readonly statuses?: string;
  readonly log?: "pretty" | "text" | "json";
}

const program = new Command("sluice").description("A control plane for Envoy that reads Gateway API resources.");

program
  .command("server")
  .alias("serve")
  .description("Runs the gateway until it is stopped; a second signal stops it at once.")
  .argument("[paths...]", "files and folders of manifests; every change in them is followed")
  .option("--config <file>", "an EnvoyGateway configuration")
  .option("-c, --config-path <file>", "the same, by the name that Envoy Gateway has for it")
  .option("--envoy <file>", "the Envoy to run; otherwise ENVOY_PATH, the PATH, or a download")
  .option(
    "--xds-address <address>",
    "where proxies find xDS (default: port 18000 for pods, else a free port on 127.0.0.1)",
  )
  .option("--health-address <address>", "where /healthz and /readyz are answered (default on Kubernetes: port 8081)")
  .option("--metrics-address <address>", "where /metrics is answered (default on Kubernetes: port 19001)")
  .option("--certs <folder>", "the control plane's certificates on Kubernetes (default: made and renewed in Secrets)")
  .option("--statuses <file>", "keeps all statuses in this file, as YAML")
  .addOption(new Option("--log <format>", "pretty, text or json").choices(["pretty", "text", "json"]))
  .action(async (paths: readonly string[], flags: ServerFlags) => {
    const { restartWithLessMemory } = await import("./memory.ts");
    restartWithLessMemory();
    const { runServer } = await import("./run-server.ts");
    // Whatever still runs when the gateway has ended, or could not start, must not keep the process.
    process.exit(await runServer({ ...flags, paths, configFile: flags.config ?? flags.configPath }));
  });

program
  .command("version")
  .description("Shows the versions of Sluice, Gateway API, Envoy and Node.")
  .addOption(
    new Option("-o, --output <format>", "text, json or yaml").choices(["text", "json", "yaml"]).default("text"),
  )
  .action(async ({ output }: { readonly output: VersionFormat }) => {
    const { version, versionText } = await import("./version.ts");
    process.stdout.write(versionText(version(), output));
  });

addCertgenCommand(program);
addEnvoyCommands(program);

await program.parseAsync();
