import type { ConfigSource } from "@sluice/protos/envoy/config/core/v3/config_source";
import { ApiVersion } from "@sluice/protos/envoy/config/core/v3/config_source";
import type { SdsSecretConfig } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";

const ads = { configSourceSpecifier: { $case: "ads", value: {} }, resourceApiVersion: ApiVersion.V3 } as const;

/** Endpoints come over the stream that brought the cluster. */
export const overAds: ConfigSource = ads;

/**
 * Routes and secrets come over the same stream; Envoy waits for them without a limit, so that a slow control plane
 * never makes a listener or cluster start without its secret. These bytes are part of a secret's identity in Envoy: they must not vary.
 */
export const overAdsWaiting: ConfigSource = { ...ads, initialFetchTimeout: { seconds: 0, nanos: 0 } };

/** A reference to a secret of the fleet. */
export function toSecretReference(name: string): SdsSecretConfig {
  return { name, sdsConfig: overAdsWaiting };
}
