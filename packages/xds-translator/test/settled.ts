import { collect } from "@sluice/collections";
import type { Report, Xds } from "@sluice/ir";
import type { EncodedResource } from "@sluice/protos";
import { type FleetDump, toConfigDump } from "../src/config-dump.ts";
import type { XdsOptions } from "../src/options.ts";
import { translateXds } from "../src/translate.ts";
import { fleetKey } from "./values.ts";

/** A translation of plain values. */
export interface Settled {
  readonly resources: readonly EncodedResource[];
  readonly reports: readonly Report[];
  /** Of the fleet `default/eg`. */
  readonly dump: FleetDump;
  /** The resource of that type (`Listener`) and name. */
  readonly find: (type: string, name: string) => EncodedResource | undefined;
}

export function settled(xds: Xds, options?: Partial<XdsOptions>): Settled {
  const { graph, collections } = collect({ ...xds });
  const translation = translateXds(collections, graph, options);
  graph.flush();
  const resources = translation.resources.list();
  const empty: FleetDump = { listeners: [], routes: [], clusters: [], endpoints: [], secrets: [] };
  return {
    resources,
    reports: translation.reports.list(),
    dump: toConfigDump(resources)[fleetKey] ?? empty,
    find: (type, name) => resources.find((it) => it.typeUrl.endsWith(`.${type}`) && it.name === name),
  };
}
