import type { Secret } from "@sluice/ir";
import { Secret as EnvoySecret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";
import { type Built, buildResource } from "../encoding/resource.ts";
import { toSecret } from "./secret.ts";

/** Key material as a resource. */
export function buildSecret(secret: Secret): Built {
  const { fleet, name, origin } = secret;
  return buildResource(EnvoySecret, toSecret(secret), { fleet, name, origins: [origin] });
}
