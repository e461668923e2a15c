import type { Secret } from "@sluice/ir";
import { typeUrl } from "@sluice/protos";
import { Secret as EnvoySecret } from "@sluice/protos/envoy/extensions/transport_sockets/tls/v3/secret";
import { type Built, buildResource } from "../encoding/resource.ts";
import { toSecret } from "./secret.ts";

/** Key material as a resource. */
export function buildSecret(secret: Secret): Built {
  const { fleet, name, origin } = secret;
  return buildResource(EnvoySecret, toSecret(secret), { fleet, name, origins: [origin] });
}

const url = typeUrl(EnvoySecret);

/** Keys of the secrets that a resource brings: `<fleet>|<name>`. */
export function secretsWanted({ resource }: Built): readonly string[] {
  if (!resource) return [];
  return resource.brings.filter(({ typeUrl }) => typeUrl === url).map(({ name }) => `${resource.fleet}|${name}`);
}
