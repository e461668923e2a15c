import { type Collection, createGraph, type Graph } from "@sluice/collections";
import { translateGatewayApi } from "@sluice/gatewayapi-translator";
import { hostDirectories } from "@sluice/infra-manager";
import type { Report } from "@sluice/ir";
import type { EncodedResource } from "@sluice/protos";
import {
  applyDefaults,
  createResourceStore,
  idOf,
  type Resource,
  type ResourceStore,
  readResource,
} from "@sluice/resources";
import { translateXds } from "@sluice/xds-translator";
import { defaultConfig } from "../../src/config/config.ts";
import { toTranslateOptions, toXdsOptions } from "../../src/options.ts";
import type { Manifest } from "./manifests.ts";

interface Written {
  readonly text: string;
  readonly resource: Resource;
}

/** Manifests -> resources -> IR -> Envoy's resources, with the options of the gateway. */
export class Pipeline {
  readonly graph: Graph = createGraph();
  readonly resources: Collection<EncodedResource>;
  readonly reports: Collection<Report>;
  readonly #store: ResourceStore;
  #written: ReadonlyMap<string, Written> = new Map();

  constructor(virtualHosts: "inline" | "onDemand") {
    const config = defaultConfig(hostDirectories(), "json");
    this.#store = createResourceStore(this.graph);
    const gateway = translateGatewayApi(this.#store.resources, this.graph, toTranslateOptions(config));
    const options = { ...toXdsOptions(config), virtualHosts };
    this.resources = translateXds(gateway.xds, this.graph, options).resources;
    this.reports = gateway.reports;
  }

  /** Makes what is written the whole of what users have, as one change; what did not change is left alone. */
  write(manifests: ReadonlyMap<string, Manifest>): void {
    const upserts: Resource[] = [];
    const next = new Map<string, Written>();
    for (const [key, manifest] of manifests) {
      const text = JSON.stringify(manifest);
      const known = this.#written.get(key);
      if (known?.text === text) {
        next.set(key, known);
        continue;
      }
      const { resource, findings } = readResource(JSON.parse(text));
      if (resource === undefined) throw new Error(`not accepted: ${text}: ${JSON.stringify(findings)}`);
      const complete = applyDefaults(resource);
      next.set(key, { text, resource: complete });
      upserts.push(complete);
    }
    const deletes = [...this.#written].flatMap(([key, { resource }]) => (next.has(key) ? [] : [idOf(resource)]));
    const isFirst = this.#written.size === 0;
    this.#written = next;
    this.#store.apply({ kind: "changed", upserts, deletes });
    if (isFirst) this.#store.apply({ kind: "synced" });
    this.graph.flush();
  }
}
