import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What the only proxy of a gateway has, as its admin interface shows it: `<section> <name>` to content. Versions are content hashes;
 * times and the order of arrival are left out.
 */
export async function proxyState(home: string): Promise<ReadonlyMap<string, string>> {
  const address = findAdminAddress(join(home, "run"));
  const answer = await fetch(`http://${address}/config_dump?include_eds`);
  const { configs } = (await answer.json()) as { configs: readonly Json[] };
  const state = new Map<string, string>();
  for (const config of configs)
    for (const [name, value] of dynamicOf(config)) state.set(name, JSON.stringify(withoutTimes(value)));
  return new Map([...state].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Json = { readonly [field: string]: unknown };

const sections: Readonly<Record<string, string>> = {
  dynamic_active_clusters: "cluster",
  dynamic_listeners: "active_state.listener",
  dynamic_route_configs: "route_config",
  dynamic_endpoint_configs: "endpoint_config",
  dynamic_active_secrets: "secret",
};

function* dynamicOf(config: Json): Generator<readonly [string, unknown]> {
  for (const [section, path] of Object.entries(sections))
    for (const entry of (config[section] as readonly Json[] | undefined) ?? []) {
      const value = path.split(".").reduce<unknown>((at, step) => (at as Json | undefined)?.[step], entry) as
        | Json
        | undefined;
      // A listener that only drains has no active state; the proxy's own certificates differ from home to home.
      const own = /^xds_/.test(String(value?.name));
      if (value && !own) yield [`${section} ${value.name ?? value.cluster_name}`, value];
    }
}

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => field !== "last_updated" && field !== "health_status")
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, inner]) => [field, withoutTimes(inner)]),
  );
}

/** Envoy writes where its admin interface is into a file; the youngest counts. */
function findAdminAddress(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => /^admin-\d+$/.test(entry.name))
    .sort((a, b) => Number(b.name.slice(6)) - Number(a.name.slice(6)));
  const [first] = files;
  if (!first) throw new Error(`no Envoy below ${folder} has said where its admin interface is`);
  return readFileSync(join(first.parentPath, first.name), "utf8").trim();
}
