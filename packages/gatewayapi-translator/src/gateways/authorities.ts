import type { Collected, Read } from "@sluice/collections";
import { type Resources, secretKeys } from "@sluice/resources";
import type { GrantFrom, Permits } from "../backends/grant.ts";
import { secretText } from "./certificates.ts";

/** An object that holds certificates of authorities. */
export interface AuthoritySource {
  readonly kind: "ConfigMap" | "Secret" | "ClusterTrustBundle";
  /** Key in the collection of its kind. */
  readonly key: string;
}

/** A reference to such an object; the namespace is the owner's unless it says otherwise. */
export interface AuthorityRef {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** References to authorities that hold, or why they do not. */
export type Authorities =
  | { readonly ok: true; readonly sources: readonly AuthoritySource[] }
  | {
      readonly ok: false;
      readonly why: "kind" | "ref" | "notPermitted" | "empty";
      readonly message: string;
      readonly remedy?: string;
    };

/** Looks up references to authorities; all of them have to hold. */
export function resolveAuthorities(
  refs: readonly AuthorityRef[],
  owner: GrantFrom,
  from: { readonly read: Read; readonly resources: Collected<Resources>; readonly permits?: Permits },
): Authorities {
  const sources: AuthoritySource[] = [];
  for (const ref of refs) {
    const namespace = ref.namespace ?? owner.namespace;
    const to = { group: ref.group ?? "", kind: ref.kind, namespace, name: ref.name };
    if (from.permits !== undefined && ref.kind !== "ClusterTrustBundle" && !from.permits(owner, to)) {
      return {
        ok: false,
        why: "notPermitted",
        message: `no ReferenceGrant in namespace ${namespace} permits the reference to ${ref.kind} ${namespace}/${ref.name}`,
        remedy: "Add one, or move the object.",
      };
    }
    const source = toSource(ref.kind, namespace, ref.name);
    if (source === undefined) continue;
    if (contentOf(source, from) === undefined) {
      return {
        ok: false,
        why: "ref",
        message: `${source.kind} ${source.key} does not exist or holds no certificate`,
        remedy: "Put PEM certificates under ca.crt.",
      };
    }
    sources.push(source);
  }
  if (sources.length > 0) return { ok: true, sources };
  if (refs.length === 0) return { ok: false, why: "empty", message: "no certificate authority is named" };
  return {
    ok: false,
    why: "kind",
    message: `authorities cannot come from kind ${[...new Set(refs.map(({ kind }) => kind))].join(", ")}`,
    remedy: "Use a ConfigMap, a Secret or a ClusterTrustBundle.",
  };
}

/** The certificates of all sources in order, as one PEM text. */
export function authorityBundle(
  sources: readonly AuthoritySource[],
  from: { readonly read: Read; readonly resources: Collected<Resources> },
): string {
  return sources.map((source) => contentOf(source, from) ?? "").join("\n");
}

function toSource(kind: string, namespace: string, name: string): AuthoritySource | undefined {
  if (kind === "ConfigMap" || kind === "Secret") return { kind, key: `${namespace}/${name}` };
  return kind === "ClusterTrustBundle" ? { kind, key: name } : undefined;
}

function contentOf(
  { kind, key }: AuthoritySource,
  { read, resources }: { readonly read: Read; readonly resources: Collected<Resources> },
): string | undefined {
  switch (kind) {
    case "ConfigMap": {
      const map = read.get(resources.ConfigMap, key);
      return map === undefined ? undefined : field(Object.keys(map.data ?? {}), (name) => map.data?.[name]);
    }
    case "Secret": {
      const secret = read.get(resources.Secret, key);
      return secret === undefined ? undefined : field(secretKeys(secret), (name) => secretText(secret, name));
    }
    case "ClusterTrustBundle":
      return read.get(resources.ClusterTrustBundle, key)?.spec.trustBundle;
  }
}

/** The authority's own field, else the certificate's, else the only one. */
function field(names: readonly string[], get: (name: string) => string | undefined): string | undefined {
  const name =
    ["ca.crt", "tls.crt"].find((known) => names.includes(known)) ?? (names.length === 1 ? names[0] : undefined);
  return name === undefined ? undefined : get(name) || undefined;
}
