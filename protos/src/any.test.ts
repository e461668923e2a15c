import { expect, it } from "vitest";
import { pack } from "./any.ts";
import { typeName, typeUrl } from "./codec.ts";
import { Cluster } from "./gen/envoy/config/cluster/v3/cluster.ts";
import { Listener } from "./gen/envoy/config/listener/v3/listener.ts";
import { Router } from "./gen/envoy/extensions/filters/http/router/v3/router.ts";
import { toJson } from "./json.ts";

it("packs a message under its type URL", () => {
  const any = pack(Listener, { name: "a", useOriginalDst: false });
  expect(any.typeUrl).toBe("type.googleapis.com/envoy.config.listener.v3.Listener");
  expect(toJson(any.typeUrl, any.value)).toEqual({ name: "a", useOriginalDst: false });
});

it("packs an empty message to no bytes", () => {
  expect(pack(Router, {})).toEqual({ typeUrl: typeUrl(Router), value: new Uint8Array() });
});

it("finds the name in a type URL", () => {
  expect(typeName(typeUrl(Cluster))).toBe("envoy.config.cluster.v3.Cluster");
  expect(typeName("envoy.config.cluster.v3.Cluster")).toBe("envoy.config.cluster.v3.Cluster");
});
