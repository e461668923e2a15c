import { hash } from "node:crypto";
import type { EncodedResource } from "@sluice/protos";

/** What must be said of a resource; key and version follow from it. */
export type ResourceContent = Pick<EncodedResource, "fleet" | "typeUrl" | "name" | "value"> &
  Partial<Pick<EncodedResource, "needs" | "brings" | "parent" | "origins">>;

/** Makes a resource of an encoded message; its version is a hash of the bytes. */
export function toResource(content: ResourceContent): EncodedResource {
  const { fleet, typeUrl, name, value, needs = [], brings = [], origins = [], parent } = content;
  const version = hash("sha256", value, "base64url").slice(0, 16);
  // Collections compare field by field: with the version ahead of the bytes, they never compare bytes that differ.
  const identity = { key: `${fleet}|${typeUrl}|${name}`, fleet, typeUrl, name, version, value };
  return { ...identity, needs, brings, origins, ...(parent === undefined ? {} : { parent }) };
}
