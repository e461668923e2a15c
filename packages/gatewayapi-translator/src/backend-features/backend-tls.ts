import type { Collected, Index, Keyed, Read } from "@sluice/collections";
import type { ObjectRef, SubjectAltName, UpstreamTls } from "@sluice/ir";
import {
  type SubjectAltName as AcceptedName,
  type Backend,
  type BackendTLSConfig,
  type BackendTLSPolicy,
  type LocalObjectReference,
  type LocalPolicyTargetReferenceWithSectionName,
  type Resources,
  refOf,
} from "@sluice/resources";
import { type AuthoritySource, resolveAuthorities } from "../gateways/authorities.ts";
import type { TranslateOptions } from "../options.ts";
import { envoyGatewayGroup } from "../ref.ts";
import { ageOf } from "../routes/age.ts";
import type { ClientTls } from "../routes/parent.ts";
import type { Fault } from "../status/condition.ts";
import type { BackendTlsFaultKind } from "../status/conditions.ts";
import { toTlsSettings } from "./tls-settings.ts";

/** Authorities that a backend's certificate is checked against, as a secret for Envoy. */
export type AuthoritySecret =
  | { readonly kind: "ca"; readonly name: string; readonly sources: readonly AuthoritySource[] }
  | { readonly kind: "systemCa"; readonly name: string };

/** `spec.tls` of a Backend, looked up. */
export type BackendTls =
  | { readonly ok: false; readonly message: string }
  | {
      readonly ok: true;
      readonly verify: boolean;
      readonly sni?: string;
      readonly sniFromEndpoint: boolean;
      readonly authority?: AuthoritySecret;
      readonly client: ClientTls;
    };

/** A BackendTLSPolicy, looked up. */
export interface TlsPolicy extends Keyed {
  /** `<namespace>/<name>` */
  readonly key: string;
  readonly ref: ObjectRef;
  readonly generation?: number;
  readonly age: string;
  readonly targets: readonly LocalPolicyTargetReferenceWithSectionName[];
  readonly sni: string;
  readonly subjectAltNames: readonly SubjectAltName[];
  readonly authority?: AuthoritySecret;
  /** It names authorities, whether they exist or not. */
  readonly namesAuthority: boolean;
  /** Why it cannot be used: there is no authority. */
  readonly fault?: Fault<BackendTlsFaultKind>;
}

/** What looking up TLS settings may look at. */
export interface TlsScope {
  readonly read: Read;
  readonly resources: Collected<Resources>;
  readonly options: TranslateOptions;
}

/** Looks up what a Backend says about TLS. */
export function toBackendTls(backend: Backend, scope: TlsScope): BackendTls | undefined {
  const tls = backend.spec.tls;
  if (tls === undefined) return undefined;
  const verify = tls.insecureSkipVerify !== true;
  const { name, namespace } = backend.metadata;
  const authority = verify ? toAuthority(tls, { name, namespace }, scope) : undefined;
  if (authority?.ok === false) return { ok: false, message: authority.fault.message };
  return {
    ok: true,
    verify,
    ...(tls.sni === undefined ? {} : { sni: tls.sni }),
    sniFromEndpoint: tls.autoSNIFromEndpointHostname ?? false,
    ...(authority?.secret === undefined ? {} : { authority: authority.secret }),
    client: toClientTls(tls, { kind: "Backend", namespace }, scope),
  };
}

/** Looks up what a BackendTLSPolicy asks for. */
export function toTlsPolicy(policy: BackendTLSPolicy, scope: TlsScope): TlsPolicy {
  const { metadata, spec } = policy;
  const { validation } = spec;
  const authority = toAuthority(validation, metadata, scope);
  const fault = authority.ok ? (authority.secret === undefined ? noAuthority : undefined) : authority.fault;
  return {
    key: policy.key,
    ref: refOf(policy),
    ...(metadata.generation === undefined ? {} : { generation: metadata.generation }),
    age: ageOf(metadata),
    targets: spec.targetRefs,
    sni: validation.hostname,
    subjectAltNames: (validation.subjectAltNames ?? []).flatMap(toSubjectAltName),
    ...(authority.ok && authority.secret !== undefined ? { authority: authority.secret } : {}),
    namesAuthority: fault !== noAuthority,
    ...(fault === undefined ? {} : { fault }),
  };
}

function toSubjectAltName({ type, hostname, uri }: AcceptedName): readonly SubjectAltName[] {
  if (type === "Hostname") return [{ type: "DNS", match: { kind: "exact", value: hostname ?? "" } }];
  return type === "URI" ? [{ type, match: { kind: "exact", value: uri ?? "" } }] : [];
}

const noAuthority: Fault<BackendTlsFaultKind> = {
  kind: "authorityKind",
  message: "no certificate authority is named",
  remedy: "Add caCertificateRefs or wellKnownCACertificates.",
};

type FoundAuthority =
  | { readonly ok: true; readonly secret?: AuthoritySecret }
  | { readonly ok: false; readonly fault: Fault<BackendTlsFaultKind> };

function toAuthority(
  of: { readonly wellKnownCACertificates?: string; readonly caCertificateRefs?: readonly LocalObjectReference[] },
  owner: { readonly name: string; readonly namespace: string },
  scope: TlsScope,
): FoundAuthority {
  const own = `${owner.name}/${owner.namespace}-ca`;
  if (of.wellKnownCACertificates === "System") {
    const name = scope.options.perResourceSystemCaSecret ? own : "system_ca_certificates";
    return { ok: true, secret: { kind: "systemCa", name } };
  }
  const refs = of.caCertificateRefs ?? [];
  if (refs.length === 0) return { ok: true };
  const from = { group: envoyGatewayGroup, kind: "BackendTLSPolicy", namespace: owner.namespace };
  const found = resolveAuthorities(refs, from, scope);
  if (found.ok) return { ok: true, secret: { kind: "ca", name: own, sources: found.sources } };
  const { message, remedy } = found;
  const kind = found.why === "kind" ? "authorityKind" : "authorityRef";
  return { ok: false, fault: { kind, message, ...(remedy === undefined ? {} : { remedy }) } };
}

/** Looks up settings for the proxy's side of TLS towards backends. */
export function toClientTls(
  of: BackendTLSConfig,
  owner: { readonly kind: string; readonly namespace: string },
  { read, resources }: Pick<TlsScope, "read" | "resources">,
): ClientTls {
  const settings = toTlsSettings(of);
  const base = { settings, ...(of.alpnProtocols === undefined ? {} : { alpn: of.alpnProtocols }) };
  const ref = of.clientCertificateRef;
  if (ref === undefined) return base;
  const namespace = ref.namespace || owner.namespace;
  const certificate = `${namespace}/${ref.name}`;
  if (owner.kind !== "Gateway" && namespace !== owner.namespace)
    return {
      ...base,
      flaw: `the client certificate has to be in the namespace of its ${owner.kind}, ${owner.namespace}`,
    };
  if (read.get(resources.Secret, certificate) === undefined)
    return { ...base, flaw: `Secret ${certificate}, the client certificate, does not exist` };
  return { ...base, certificate };
}

/** Keys of the targets of a BackendTLSPolicy: `<group>/<kind>/<namespace>/<name>`. */
export function policyTargets({ ref, targets }: TlsPolicy): readonly string[] {
  return targets.map(({ group, kind, name }) => `${group}/${kind}/${ref.namespace}/${name}`);
}

/**
 * The policy for one port of a backend: one that names the port (by its name, or its number for a Backend) before one for the whole
 * backend, older ones first.
 */
export function policyFor(
  target: ObjectRef,
  section: string | undefined,
  from: { readonly read: Read; readonly policies: Index<TlsPolicy> },
): TlsPolicy | undefined {
  const { group, kind, namespace, name } = target;
  const candidates = from.read.by(from.policies, `${group}/${kind}/${namespace}/${name}`);
  const oldest = (wanted: string | undefined): TlsPolicy | undefined =>
    candidates
      .filter(({ targets }) =>
        targets.some((t) => t.group === group && t.kind === kind && t.name === name && t.sectionName === wanted),
      )
      .reduce<TlsPolicy | undefined>((best, one) => (best === undefined || one.age < best.age ? one : best), undefined);
  return (section === undefined ? undefined : oldest(section)) ?? oldest(undefined);
}

/** What is missing for a Backend that verifies certificates: authorities of its own, or of policies for it or for all its ports. */
export function missingAuthority(backend: Backend, policies: readonly TlsPolicy[]): string | undefined {
  const { tls, endpoints = [] } = backend.spec;
  if (tls === undefined || tls.insecureSkipVerify === true) return undefined;
  if (tls.wellKnownCACertificates !== undefined || (tls.caCertificateRefs ?? []).length > 0) return undefined;
  const targets = policies.flatMap((policy) =>
    policy.targets
      .filter(
        ({ group, kind, name }) => group === envoyGatewayGroup && kind === "Backend" && name === backend.metadata.name,
      )
      .map(({ sectionName }) => ({ sectionName, namesAuthority: policy.namesAuthority })),
  );
  if (targets.some(({ sectionName, namesAuthority }) => sectionName === undefined && namesAuthority)) return undefined;
  const ports = endpoints.flatMap(({ fqdn, ip }) => (fqdn ?? ip)?.port ?? []).map(String);
  const covered = ports.every((port) => targets.some(({ sectionName }) => sectionName === port));
  if (ports.length > 0 && covered) return undefined;
  return "tls needs caCertificateRefs, wellKnownCACertificates or insecureSkipVerify, or a BackendTLSPolicy with authorities";
}

/** TLS towards a backend, with the secrets that it needs; `undefined` for plain text. */
export type ResolvedTls =
  | { readonly ok: false; readonly message: string }
  | {
      readonly ok: true;
      readonly tls: UpstreamTls;
      readonly authority?: AuthoritySecret;
      /** Key of a Secret. */
      readonly certificate?: string;
    }
  | undefined;

/** Joins what Backend, BackendTLSPolicy and Gateway say about TLS: policies win over Backends, Backends over Gateways. */
export function resolveTls(
  backend: BackendTls | undefined,
  policy: TlsPolicy | undefined,
  gateway: ClientTls | undefined,
): ResolvedTls {
  if (backend?.ok === false) return backend;
  if (policy?.fault !== undefined)
    return { ok: false, message: `BackendTLSPolicy ${policy.key}: ${policy.fault.message}` };
  if (backend === undefined && policy === undefined) return undefined;
  const verify = backend?.verify ?? true;
  const authority = policy?.authority ?? backend?.authority;
  if (verify && authority === undefined) return { ok: false, message: "no certificate authority is named" };
  const flaw = backend?.client.flaw ?? gateway?.flaw;
  if (flaw !== undefined) return { ok: false, message: flaw };
  const client = backend?.client;
  const certificate = client?.certificate ?? gateway?.certificate;
  const alpn = client?.alpn ?? gateway?.alpn;
  const sni = policy?.sni ?? backend?.sni;
  const names = acceptedNames(policy?.subjectAltNames ?? [], verify ? sni : undefined);
  return {
    ok: true,
    tls: {
      settings: { minVersion: "1.2", maxVersion: "1.3", ...gateway?.settings, ...client?.settings },
      ...(alpn === undefined ? {} : { alpn }),
      ...(sni === undefined ? {} : { sni }),
      autoSniFromEndpoint: policy === undefined && (backend?.sniFromEndpoint ?? false),
      verification: verification(verify ? authority : undefined),
      ...(names.length === 0 ? {} : { subjectAltNames: names }),
      ...(certificate === undefined ? {} : { clientCertificate: certificate }),
    },
    ...(verify && authority !== undefined ? { authority } : {}),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** Names that a backend's certificate may have. Without a list it must have the name that the backend was asked for. */
function acceptedNames(names: readonly SubjectAltName[], sni: string | undefined): readonly SubjectAltName[] {
  if (names.length > 0 || sni === undefined) return names;
  return [{ type: "DNS", match: { kind: "exact", value: sni } }];
}

function verification(authority: AuthoritySecret | undefined): UpstreamTls["verification"] {
  if (authority === undefined) return { kind: "none" };
  return { kind: authority.kind === "ca" ? "ca" : "system", secret: authority.name };
}
