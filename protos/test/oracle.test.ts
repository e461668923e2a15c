// Every xDS document of the oracle, which lies beside the repository in development; elsewhere the fixtures in testdata/ must do.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fromJson, type Json, toJson } from "../src/json.ts";
import { validateResource } from "../src/validate.ts";

const oracle = new URL("../../../shared/oracle/dev/", import.meta.url);
const present = existsSync(oracle);
if (!present) console.warn(`skipped: no oracle at ${oracle.pathname}`);

const types: Readonly<Record<string, string>> = {
  listeners: "envoy.config.listener.v3.Listener",
  routes: "envoy.config.route.v3.RouteConfiguration",
  clusters: "envoy.config.cluster.v3.Cluster",
  endpoints: "envoy.config.endpoint.v3.ClusterLoadAssignment",
  secrets: "envoy.extensions.transport_sockets.tls.v3.Secret",
  ratelimit: "ratelimit.config.ratelimit.v3.RateLimitConfig",
};

interface Document {
  readonly where: string;
  readonly type: string;
  readonly json: Json;
}

function* documents(): Generator<Document> {
  for (const folder of readdirSync(oracle).sort()) {
    for (const file of readdirSync(new URL(`${folder}/`, oracle))) {
      if (!/^xds(\.live)?\.json$/.test(file)) continue;
      const proxies: Record<string, Record<string, Json>> = JSON.parse(
        readFileSync(new URL(`${folder}/${file}`, oracle), "utf8"),
      );
      for (const [proxy, lists] of Object.entries(proxies)) {
        for (const [list, type] of Object.entries(types)) {
          for (const json of (lists[list] ?? []) as Json[])
            yield { where: `${folder}/${file} ${proxy} ${list}`, type, json };
        }
      }
    }
  }
}

describe.skipIf(!present)("the documents of the oracle", () => {
  const all = present ? [...documents()] : [];

  it("are many", () => {
    expect(all.length).toBeGreaterThan(2000);
  });

  it("go to bytes and back unchanged", () => {
    for (const { where, type, json } of all) {
      expect(toJson(type, fromJson(json, type).value), where).toEqual(json);
    }
  }, 60_000);

  it("obey Envoy's validation rules", () => {
    const violations = all.flatMap(({ where, type, json }) =>
      validateResource(type, fromJson(json, type).value).map(({ path, rule }) => `${where}: ${path} ${rule}`),
    );
    expect(violations).toEqual([]);
  }, 60_000);
});
