import { hash } from "node:crypto";
import { oneText } from "@sluice/collections";
import type { EncodedResource, ResourceName } from "@sluice/protos";
import { xdsTypes } from "./order.ts";
import { referencesOf } from "./references.ts";

/** What must be said of a resource; key and version follow from it, and so does what it refers to, if that is not said. */
export type ResourceContent = Pick<EncodedResource, "fleet" | "typeUrl" | "name" | "value"> &
  Partial<Pick<EncodedResource, "needs" | "brings" | "parent" | "origins">>;

/**
 * Makes a resource of an encoded message; its version is a hash of the bytes. Without `needs` and `brings`, they are read out of the
 * message, typed configurations included; a message of a type of your own, or with one inside, has none.
 */
export function toResource(content: ResourceContent): EncodedResource {
  const { fleet, typeUrl, name, value, origins = [], parent = parentOf(content) } = content;
  const isSilent = content.needs === undefined && content.brings === undefined;
  const { needs = [], brings = [] } = isSilent ? referencesOf(typeUrl, name, value) : content;
  // A slice would keep the whole.
  const version = oneText(hash("sha256", value, "base64url").slice(0, 16));
  // Collections compare field by field: with the version ahead of the bytes, they never compare bytes that differ.
  const identity = { key: `${fleet}|${typeUrl}|${name}`, fleet, typeUrl, name, version, value };
  return { ...identity, needs, brings, origins, ...(parent === undefined ? {} : { parent }) };
}

/** A virtual host is called `<route configuration>/<name>`. */
export function parentOf({ typeUrl, name }: ResourceName): ResourceName | undefined {
  const end = typeUrl === xdsTypes.virtualHost ? name.lastIndexOf("/") : -1;
  return end < 0 ? undefined : { typeUrl: xdsTypes.routeConfiguration, name: name.slice(0, end) };
}
