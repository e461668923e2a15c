import { encode } from "@sluice/protos";
import { ConfigSource } from "@sluice/protos/envoy/config/core/v3/config_source";
import { SdsSecretConfig } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";
import { expect, it } from "vitest";
import { checkedJson } from "../../test/checked-json.ts";
import { overAds, overAdsWaiting, toSecretReference } from "./config-source.ts";

it("fetches endpoints over ADS, with Envoy's limit of time", () => {
  expect(checkedJson(ConfigSource, overAds)).toEqual({ ads: {}, resourceApiVersion: "V3" });
});

it("fetches routes and secrets over ADS, without a limit of time", () => {
  const waiting = { ads: {}, initialFetchTimeout: "0s", resourceApiVersion: "V3" };
  expect(checkedJson(ConfigSource, overAdsWaiting)).toEqual(waiting);
  expect(checkedJson(SdsSecretConfig, toSecretReference("a/b"))).toEqual({ name: "a/b", sdsConfig: waiting });
});

it("gives references to one secret equal bytes", () => {
  expect(encode(SdsSecretConfig, toSecretReference("a"))).toEqual(encode(SdsSecretConfig, toSecretReference("a")));
});
