import type { Infra, Outcome } from "@sluice/ir";
import { JSONPointer, type JSONValue } from "json-p3";
import { describe, expect, it } from "vitest";
import { type Bootstrap, type BootstrapPlace, bootstrap } from "./bootstrap.ts";

const place: BootstrapPlace = {
  xds: { address: "127.0.0.1", port: 18000 },
  sds: { certificateFile: "/certs/xds-certificate.json", trustedCaFile: "/certs/xds-trusted-ca.json" },
  adminPort: 0,
};
const infra = (config?: Record<string, unknown>): Infra => ({
  key: "default/web",
  name: "default/web",
  namespace: "default",
  labels: {},
  annotations: {},
  owner: { group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "default", name: "web" },
  listeners: [],
  addresses: [],
  config,
});
const made = (outcome: Outcome<Bootstrap>): Bootstrap => {
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return outcome.value;
};
/** What stands at a JSON pointer. */
const at = (made: Bootstrap, pointer: string): unknown => new JSONPointer(pointer).resolve(made as JSONValue);
const refused = (outcome: Outcome<Bootstrap>): string => (outcome.ok ? "" : outcome.problem.message);
const withBootstrap = (wish: Record<string, unknown>): Outcome<Bootstrap> =>
  bootstrap(infra({ bootstrap: wish }), place);

describe("bootstrap", () => {
  const plain = made(bootstrap(infra(), place));

  it("names the fleet, and keeps its admin interface to this machine", () => {
    expect(plain.node).toEqual({ id: "default/web", cluster: "default/web" });
    expect(plain.admin).toEqual({ address: { socket_address: { address: "127.0.0.1", port_value: 0 } } });
  });

  it("asks the control plane for everything by delta ADS, and waits for it", () => {
    expect(plain.dynamic_resources).toMatchObject({
      ads_config: {
        api_type: "DELTA_GRPC",
        set_node_on_first_message_only: true,
        grpc_services: [{ envoy_grpc: { cluster_name: "xds_cluster" } }],
      },
      lds_config: { ads: {}, initial_fetch_timeout: "0s" },
      cds_config: { ads: {}, initial_fetch_timeout: "0s" },
    });
  });

  it("reaches the control plane by mutual TLS with files that may change", () => {
    const file = (path: string): object => ({ sds_config: { path_config_source: { path } } });
    expect(at(plain, "/static_resources/clusters/0/transport_socket/typed_config")).toMatchObject({
      sni: "envoy-gateway",
      common_tls_context: {
        tls_certificate_sds_secret_configs: [file("/certs/xds-certificate.json")],
        validation_context_sds_secret_config: file(place.sds.trustedCaFile),
      },
    });
  });

  it.each([
    ["127.0.0.1", "STATIC"],
    ["::1", "STATIC"],
    ["control.example", "STRICT_DNS"],
  ])("finds %s as %s", (address, type) => {
    const other = made(bootstrap(infra(), { ...place, xds: { address, port: 1 } }));
    expect(at(other, "/static_resources/clusters/0/type")).toBe(type);
  });

  it("tells where the machine stands, when that is known", () => {
    const other = made(bootstrap(infra(), { ...place, locality: { region: "eu", subZone: "rack1" } }));
    expect(at(other, "/node/locality")).toEqual({ region: "eu", sub_zone: "rack1" });
  });

  it("keeps only the statistics that the user names", () => {
    const matches = [
      { type: "Exact", value: "a" },
      { type: "Prefix", value: "b" },
      { type: "Suffix", value: "c" },
      { type: "RegularExpression", value: "d.*" },
    ];
    const other = made(bootstrap(infra({ telemetry: { metrics: { matches } } }), place));
    expect(at(other, "/stats_config/stats_matcher/inclusion_list/patterns")).toEqual([
      { exact: "a" },
      { prefix: "b" },
      { suffix: "c" },
      { safe_regex: { regex: "d.*" } },
    ]);
  });

  it("merges as protobuf does: fields one by one, lists grow, an Any is one value", () => {
    const value = `
      admin: {profile_path: /tmp/profile}
      staticResources: {clusters: [{name: mine}]}
      layered_runtime: {layers: [{name: more, static_layer: {a: 1}}]}
      overload_manager: {refresh_interval: 1s}`;
    const merged = made(withBootstrap({ type: "Merge", value }));
    expect(merged.admin).toEqual({ ...(plain.admin as object), profile_path: "/tmp/profile" });
    expect(at(merged, "/static_resources/clusters")).toMatchObject([{ name: "xds_cluster" }, { name: "mine" }]);
    expect(at(merged, "/layered_runtime/layers")).toHaveLength(2);
    expect(at(merged, "/overload_manager/refresh_interval")).toBe("1s");
    expect(at(merged, "/overload_manager/resource_monitors")).toEqual(at(plain, "/overload_manager/resource_monitors"));
  });

  it("replaces, but for the road to the control plane, in whatever spelling", () => {
    const value = `
      dynamicResources:
        ads_config: {api_type: DELTA_GRPC, grpc_services: [{envoy_grpc: {cluster_name: xds_cluster}}]}
        lds_config: {ads: {}, initial_fetch_timeout: 5s}
        cds_config: {ads: {}}
      staticResources:
        clusters:
        - {name: other}
        - name: xds_cluster
          type: STRICT_DNS
          connect_timeout: 3s
          load_assignment: {cluster_name: xds_cluster, endpoints: [elsewhere]}`;
    const replaced = made(withBootstrap({ value }));
    expect(Object.keys(replaced).sort()).toEqual(["admin", "dynamic_resources", "static_resources"]);
    expect(at(replaced, "/dynamic_resources/lds_config/initial_fetch_timeout")).toBe("5s");
    expect(at(replaced, "/dynamic_resources/cds_config")).toEqual(at(plain, "/dynamic_resources/cds_config"));
    const control = "/static_resources/clusters/0";
    expect(at(replaced, "/static_resources/clusters/1")).toEqual({ name: "other" });
    expect(at(replaced, control)).toEqual({
      name: "xds_cluster",
      type: "STATIC",
      connect_timeout: "3s",
      load_assignment: at(plain, `${control}/load_assignment`),
      transport_socket: at(plain, `${control}/transport_socket`),
    });
  });

  it("patches by pointer and by path", () => {
    const patched = made(
      withBootstrap({
        type: "JSONPatch",
        jsonPatches: [
          { op: "add", path: "/stats_flush_interval", value: "60s" },
          {
            op: "replace",
            jsonPath: "$.layered_runtime.layers[?@.name=='global_config'].static_layer",
            path: "/re2.max_program_size.warn_level",
            value: 7,
          },
          { op: "replace", path: "/dynamic_resources/lds_config/initial_fetch_timeout", value: "9s" },
        ],
      }),
    );
    const warnLevel = "/layered_runtime/layers/0/static_layer/re2.max_program_size.warn_level";
    expect(patched.stats_flush_interval).toBe("60s");
    expect(at(patched, warnLevel)).toBe(7);
    expect(at(patched, "/dynamic_resources/lds_config/initial_fetch_timeout")).toBe("9s");
    expect(at(plain, warnLevel)).toBe(1000);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["no YAML", { type: "Merge", value: "a: [" }, /^spec\.bootstrap\.value is not YAML/],
    ["no object", { value: "text" }, /must be a YAML object/],
    ["no value", { type: "Merge" }, /spec\.bootstrap\.value must hold/],
    ["no patch", { type: "JSONPatch", jsonPatches: [] }, /must hold at least one patch/],
    ["an unknown type", { type: "Other" }, /spec\.bootstrap\.type must be/],
    [
      "a path that finds nothing",
      { type: "JSONPatch", jsonPatches: [{ op: "remove", jsonPath: "$.nothing", path: "" }] },
      /jsonPatches\[0\] cannot be applied: \$\.nothing finds nothing/,
    ],
    [
      "a pointer to nothing",
      { type: "JSONPatch", jsonPatches: [{ op: "replace", path: "/nothing/here", value: 1 }] },
      /jsonPatches\[0\] cannot be applied/,
    ],
    [
      "another road to the control plane",
      { type: "Merge", value: "dynamic_resources: {ads_config: {api_type: GRPC}}" },
      /must leave dynamic_resources as they are/,
    ],
    [
      "another control plane",
      {
        type: "JSONPatch",
        jsonPatches: [{ op: "replace", path: "/static_resources/clusters/0/load_assignment", value: {} }],
      },
      /must leave the load_assignment of xds_cluster/,
    ],
  ])("refuses %s", (_title, wish, message) => {
    expect(refused(withBootstrap(wish))).toMatch(message);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["concurrency", { concurrency: -1 }, "spec.concurrency must be a whole number"],
    ["a log level", { logging: { level: { default: "loud" } } }, "spec.logging.level.default must be one of trace"],
    ["a drain timeout", { shutdown: { drainTimeout: "long" } }, "spec.shutdown.drainTimeout must be a duration"],
    [
      "a version",
      { provider: { host: { envoyVersion: "newest" } } },
      "spec.provider.host.envoyVersion must be a version",
    ],
    ["an argument", { extraArgs: [1] }, "spec.extraArgs[0] must be a string"],
    ["arguments", { extraArgs: "all" }, "spec.extraArgs must be a list"],
    ["logging", { logging: "loud" }, "spec.logging must be an object"],
  ])("names a wrong field: %s", (_title, config, message) => {
    expect(refused(bootstrap(infra(config), place))).toContain(message);
  });
});
