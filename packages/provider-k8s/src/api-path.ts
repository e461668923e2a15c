import { type KindName, kinds } from "@sluice/resources";

/** Which objects of a kind a path means. */
export interface PathParts {
  /** Absent: that to which objects are normalised. */
  readonly version?: string;
  /** Absent or "": all namespaces, or none for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: "status";
}

/** The API path of a kind's objects. */
export function pathOf(kind: KindName, parts: PathParts = {}): string {
  const { group, version, plural, namespaced } = kinds[kind];
  const base = group === "" ? "/api" : `/apis/${group}`;
  const place = namespaced && parts.namespace ? `/namespaces/${encodeURIComponent(parts.namespace)}` : "";
  const object = parts.name === undefined ? "" : `/${encodeURIComponent(parts.name)}`;
  const part = parts.subresource === undefined ? "" : `/${parts.subresource}`;
  return `${base}/${parts.version ?? version}${place}/${plural}${object}${part}`;
}

/** The name of the CRD that brings a kind; undefined for kinds of the API server's own. */
export function crdOf(kind: KindName): string | undefined {
  const { group, plural } = kinds[kind];
  const own = group === "" || group === "discovery.k8s.io" || group === "certificates.k8s.io";
  return own ? undefined : `${plural}.${group}`;
}
