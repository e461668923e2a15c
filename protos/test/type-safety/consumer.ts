// Compiled, never run: what a consumer may write, and what the compiler must refuse.
import { type PackedMessage, pack } from "@sluice/protos";
import { Cluster } from "@sluice/protos/envoy/config/cluster/v3/cluster";
import { TrafficDirection } from "@sluice/protos/envoy/config/core/v3/base";
import { Listener } from "@sluice/protos/envoy/config/listener/v3/listener";
import type { Filter } from "@sluice/protos/envoy/config/listener/v3/listener_components";
import { Router } from "@sluice/protos/envoy/extensions/filters/http/router/v3/router";

export const packed: PackedMessage = pack(Listener, { name: "a", trafficDirection: TrafficDirection.OUTBOUND });
export const filter: Filter = { name: "router", configType: { $case: "typedConfig", value: pack(Router, {}) } };

export const refused: readonly unknown[] = [
  // @ts-expect-error no such field
  pack(Listener, { nmae: "a" }),
  // @ts-expect-error a name is a string
  pack(Listener, { name: true }),
  // @ts-expect-error a message of another type
  pack(Listener, { clusterDiscoveryType: { $case: "type", value: 3 } }),
  // @ts-expect-error no such case of the oneof
  pack(Cluster, { clusterDiscoveryType: { $case: "typo", value: 1 } }),
  // @ts-expect-error the value belongs to another case
  pack(Cluster, { clusterDiscoveryType: { $case: "type", value: { name: "original_dst" } } }),
  // @ts-expect-error not a value of the enum
  pack(Listener, { trafficDirection: 17 }),
];
