import { fieldSize, Output, stringSize } from "./wire.ts";

/** A resource as a cache keeps it: encoded, with its name and version; an EncodedResource fits. */
export interface CachedResource {
  readonly name: string;
  /** The resource's own version, which clients report back in `initial_resource_versions`. */
  readonly version: string;
  readonly typeUrl: string;
  /** The encoded message. */
  readonly value: Uint8Array;
  readonly aliases?: readonly string[];
}

/** What a delta discovery response says. */
export interface DeltaResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly systemVersionInfo: string;
  readonly resources: readonly CachedResource[];
  /** Names of resources that no longer exist, or never did. */
  readonly removedResources: readonly string[];
  /** Who answers; Envoy shows it in `control_plane.identifier`. */
  readonly controlPlane?: string;
}

/** What a state-of-the-world discovery response says. */
export interface SotwResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly versionInfo: string;
  readonly resources: readonly PackedBytes[];
  /** Who answers; Envoy shows it in `control_plane.identifier`. */
  readonly controlPlane?: string;
}

interface PackedBytes {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

// Field numbers from proto/envoy/service/discovery/v3/discovery.proto; tests compare with the generated code.
const delta = { systemVersionInfo: 1, resources: 2, typeUrl: 4, nonce: 5, removedResources: 6, controlPlane: 7 };
const sotw = { versionInfo: 1, resources: 2, typeUrl: 4, nonce: 5, controlPlane: 6 };
const resource = { version: 1, resource: 2, name: 3, aliases: 4 };
const any = { typeUrl: 1, value: 2 };
const controlPlane = { identifier: 1 };

/**
 * Encodes a DeltaDiscoveryResponse around resources that are encoded already: sizes are added up, one buffer is allocated, every
 * resource is copied once.
 */
export function encodeDeltaDiscoveryResponse(response: DeltaResponse): Uint8Array {
  const { typeUrl, nonce, systemVersionInfo, resources, removedResources, controlPlane = "" } = response;
  const sizes = resources.map(resourceSize);
  let size = stringSize(delta.systemVersionInfo, systemVersionInfo);
  for (const one of sizes) size += fieldSize(delta.resources, one);
  size += stringSize(delta.typeUrl, typeUrl) + stringSize(delta.nonce, nonce);
  for (const name of removedResources) size += stringSize(delta.removedResources, name);
  size += controlPlaneSize(delta.controlPlane, controlPlane);

  const output = new Output(size);
  output.string(delta.systemVersionInfo, systemVersionInfo);
  for (const [index, each] of resources.entries()) {
    output.header(delta.resources, sizes[index]!);
    writeResource(output, each);
  }
  output.string(delta.typeUrl, typeUrl);
  output.string(delta.nonce, nonce);
  for (const name of removedResources) output.string(delta.removedResources, name);
  writeControlPlane(output, delta.controlPlane, controlPlane);
  return output.bytes;
}

/** Encodes a DiscoveryResponse around resources that are encoded already, with one allocation. */
export function encodeDiscoveryResponse(response: SotwResponse): Uint8Array {
  const { typeUrl, nonce, versionInfo, resources, controlPlane = "" } = response;
  let size = stringSize(sotw.versionInfo, versionInfo);
  for (const each of resources) size += fieldSize(sotw.resources, anySize(each));
  size += stringSize(sotw.typeUrl, typeUrl) + stringSize(sotw.nonce, nonce);
  size += controlPlaneSize(sotw.controlPlane, controlPlane);

  const output = new Output(size);
  output.string(sotw.versionInfo, versionInfo);
  for (const each of resources) writeAny(output, sotw.resources, each);
  output.string(sotw.typeUrl, typeUrl);
  output.string(sotw.nonce, nonce);
  writeControlPlane(output, sotw.controlPlane, controlPlane);
  return output.bytes;
}

function resourceSize(each: CachedResource): number {
  let size = stringSize(resource.version, each.version) + stringSize(resource.name, each.name);
  size += fieldSize(resource.resource, anySize(each));
  for (const alias of each.aliases ?? []) size += stringSize(resource.aliases, alias);
  return size;
}

function writeResource(output: Output, each: CachedResource): void {
  output.string(resource.version, each.version);
  writeAny(output, resource.resource, each);
  output.string(resource.name, each.name);
  for (const alias of each.aliases ?? []) output.string(resource.aliases, alias);
}

function anySize({ typeUrl, value }: PackedBytes): number {
  return stringSize(any.typeUrl, typeUrl) + (value.length === 0 ? 0 : fieldSize(any.value, value.length));
}

function writeAny(output: Output, fieldNumber: number, packed: PackedBytes): void {
  output.header(fieldNumber, anySize(packed));
  output.string(any.typeUrl, packed.typeUrl);
  output.content(any.value, packed.value);
}

function controlPlaneSize(fieldNumber: number, identifier: string): number {
  return identifier === "" ? 0 : fieldSize(fieldNumber, stringSize(controlPlane.identifier, identifier));
}

function writeControlPlane(output: Output, fieldNumber: number, identifier: string): void {
  if (identifier === "") return;
  output.header(fieldNumber, stringSize(controlPlane.identifier, identifier));
  output.string(controlPlane.identifier, identifier);
}
