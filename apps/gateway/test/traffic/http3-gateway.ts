import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph } from "@sluice/collections";
import { translateGatewayApi } from "@sluice/gatewayapi-translator";
import { certificateFiles, ensureCertificates, hostDirectories, manageHostInfra } from "@sluice/infra-manager";
import type { Listener } from "@sluice/ir";
import { fileProvider } from "@sluice/provider-file";
import { createResourceStore } from "@sluice/resources";
import { serveXds } from "@sluice/xds-server";
import { translateXds } from "@sluice/xds-translator";
import { stringify } from "yaml";
import { defaultConfig } from "../../src/config/config.ts";
import { toTranslateOptions, toXdsOptions } from "../../src/options.ts";
import type { Manifest } from "./manifests.ts";

/**
 * The gateway's stages in this process, with HTTP/3 switched on between them for every HTTPS listener: no resource that is translated
 * says so yet (a ClientTrafficPolicy will).
 */
export async function startHttp3Gateway(manifests: readonly Manifest[]): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-http3-"));
  const paths = [join(folder, "manifests")];
  mkdirSync(paths[0]!, { recursive: true });
  writeFileSync(join(paths[0]!, "all.yaml"), manifests.map((manifest) => stringify(manifest)).join("---\n"));
  const directories = hostDirectories({}, folder);
  const config = defaultConfig({ ...directories, runtime: join(folder, "run") }, "text");
  const certificates = join(config.directories.config, "certs");
  await ensureCertificates(certificates, { names: ["127.0.0.1"] });
  const { certificate: cert, privateKey: key, trusted: ca } = certificateFiles(certificates).controlPlane;

  const graph = createGraph();
  const store = createResourceStore(graph);
  const gateway = translateGatewayApi(store.resources, graph, toTranslateOptions(config));
  const listeners = graph.derive({ name: "test/http3", from: gateway.xds.listeners, to: withHttp3 });
  const envoy = translateXds({ ...gateway.xds, listeners }, graph, toXdsOptions(config));
  const server = serveXds({ resources: envoy.resources, graph, address: "127.0.0.1:0", tls: { cert, key, ca } });
  const [address = "", port] = (await server.address).split(":");
  const infra = manageHostInfra(gateway.infra, {
    graph,
    xds: { address, port: Number(port) },
    directories: config.directories,
  });
  const provider = fileProvider({ paths, defaultNamespace: config.controllerNamespace });
  const reading = provider.watch().subscribe((event) => store.apply(event));
  return {
    async stop() {
      await infra.close("now");
      await server.close();
      reading.unsubscribe();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withHttp3(listener: Listener): Listener {
  if (listener.kind !== "http" || listener.tls === undefined) return listener;
  return { ...listener, features: { ...listener.features, http3: { advertisedPort: listener.externalPort } } };
}
