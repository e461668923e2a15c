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
 * Encodes a DeltaDiscoveryResponse around resources that are encoded already: one allocation, one copy of each resource. What stands before
 * the resource's bytes is encoded once and kept as long as the resource object, which must not change.
 */
export function encodeDeltaDiscoveryResponse(response: DeltaResponse): Uint8Array {
  const { typeUrl, nonce, systemVersionInfo, resources, removedResources, controlPlane = "" } = response;
  let size = stringSize(delta.systemVersionInfo, systemVersionInfo);
  for (const each of resources) size += resourceHeader(each).length + each.value.length;
  size += stringSize(delta.typeUrl, typeUrl) + stringSize(delta.nonce, nonce);
  for (const name of removedResources) size += stringSize(delta.removedResources, name);
  size += controlPlaneSize(delta.controlPlane, controlPlane);

  const output = new Output(size);
  output.string(delta.systemVersionInfo, systemVersionInfo);
  for (const each of resources) {
    output.raw(resourceHeader(each));
    output.raw(each.value);
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
  for (const each of resources) {
    output.header(sotw.resources, anySize(each));
    writeAnyHeader(output, each);
    output.raw(each.value);
  }
  output.string(sotw.typeUrl, typeUrl);
  output.string(sotw.nonce, nonce);
  writeControlPlane(output, sotw.controlPlane, controlPlane);
  return output.bytes;
}

const headers = new WeakMap<CachedResource, Uint8Array>();

function resourceHeader(each: CachedResource): Uint8Array {
  let header = headers.get(each);
  if (header === undefined) {
    header = encodeResourceHeader(each);
    headers.set(each, header);
  }
  return header;
}

/** Everything of a Resource, as an element of a delta response, but the bytes of the message itself, which come last. */
function encodeResourceHeader(each: CachedResource): Uint8Array {
  const { name, version, aliases = [], value } = each;
  const packed = anySize(each);
  let size = stringSize(resource.version, version) + stringSize(resource.name, name);
  for (const alias of aliases) size += stringSize(resource.aliases, alias);
  size += fieldSize(resource.resource, packed);

  const output = new Output(fieldSize(delta.resources, size) - value.length);
  output.header(delta.resources, size);
  output.string(resource.version, version);
  output.string(resource.name, name);
  for (const alias of aliases) output.string(resource.aliases, alias);
  output.header(resource.resource, packed);
  writeAnyHeader(output, each);
  return output.bytes;
}

function anySize({ typeUrl, value }: PackedBytes): number {
  return stringSize(any.typeUrl, typeUrl) + (value.length === 0 ? 0 : fieldSize(any.value, value.length));
}

/** Everything of an Any but the bytes of the message. */
function writeAnyHeader(output: Output, { typeUrl, value }: PackedBytes): void {
  output.string(any.typeUrl, typeUrl);
  if (value.length > 0) output.header(any.value, value.length);
}

function controlPlaneSize(fieldNumber: number, identifier: string): number {
  return identifier === "" ? 0 : fieldSize(fieldNumber, stringSize(controlPlane.identifier, identifier));
}

function writeControlPlane(output: Output, fieldNumber: number, identifier: string): void {
  if (identifier === "") return;
  output.header(fieldNumber, stringSize(controlPlane.identifier, identifier));
  output.string(controlPlane.identifier, identifier);
}
