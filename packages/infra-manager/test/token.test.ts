import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { aggregatedDiscoveryService } from "@sluice/protos";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { sdsTokenFrom, sdsTrustedCaFrom } from "../src/certificates/sds.ts";
import { bootstrap, ensureCertificates } from "../src/index.ts";
import { until } from "./kubernetes/setting.ts";
import { infraOf, realEnvoy } from "./setting.ts";

const binary = await realEnvoy();

describe.skipIf(binary === undefined)("a proxy that proves itself by a token", () => {
  const directory = mkdtempSync(join(tmpdir(), "sluice-token-"));
  const tokens: string[] = [];
  const streams = new Set<ServerDuplexStream<unknown, unknown>>();
  let server: Server;
  let envoy: ChildProcess;

  /** As the kubelet does: a folder per version, and a link that moves. */
  const project = (token: string): void => {
    const volume = join(directory, "token");
    const version = join(volume, `..${Date.now()}`);
    mkdirSync(version, { recursive: true });
    writeFileSync(join(version, "sa-token"), token);
    symlinkSync(version, join(volume, "..new"));
    renameSync(join(volume, "..new"), join(volume, "..data"));
  };

  beforeAll(async () => {
    const { controlPlane, files } = await ensureCertificates(join(directory, "certs"));
    server = new Server();
    server.addService(aggregatedDiscoveryService, {
      streamAggregatedResources: (call: ServerDuplexStream<unknown, unknown>) => call.end(),
      deltaAggregatedResources: (call: ServerDuplexStream<unknown, unknown>) => {
        tokens.push(String(call.metadata.get("authorization")[0]));
        streams.add(call);
        call.on("data", () => {});
        call.on("error", () => streams.delete(call));
        call.on("close", () => streams.delete(call));
      },
    });
    const pair = {
      cert_chain: Buffer.from(controlPlane.certificate),
      private_key: Buffer.from(controlPlane.privateKey),
    };
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createSsl(null, [pair], false), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    project("first");
    symlinkSync(join("..data", "sa-token"), join(directory, "token", "sa-token"));
    const [tokenFile, trustedCaFile] = [join(directory, "token.json"), join(directory, "ca.json")];
    writeFileSync(tokenFile, sdsTokenFrom(join(directory, "token", "sa-token")));
    writeFileSync(trustedCaFile, sdsTrustedCaFrom(files.envoy.trusted));
    const made = bootstrap(infraOf(1), {
      xds: { address: "127.0.0.1", port },
      sds: { tokenFile, trustedCaFile },
      adminPort: 0,
    });
    if (!made.ok) throw new Error(made.problem.message);
    envoy = spawn(
      binary!,
      ["--config-yaml", stringify(made.value), "--use-dynamic-base-id", "--concurrency", "1", "-l", "off"],
      { stdio: "ignore" },
    );
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => envoy.once("exit", resolve));
    envoy.kill("SIGKILL");
    await ended;
    server.forceShutdown();
    rmSync(directory, { recursive: true, force: true });
  });

  it("shows it, and a newer one when the kubelet has replaced it", async () => {
    await until(
      () => tokens,
      (seen) => seen.length === 1,
    );
    expect(tokens).toEqual(["Bearer first"]);
    project("second");
    await until(
      () => {
        for (const stream of streams) stream.end();
        return tokens.at(-1);
      },
      (token) => token === "Bearer second",
    );
  });
});
