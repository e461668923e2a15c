import type { Collected, Keyed, Read } from "@sluice/collections";
import type { AllowedRoutes, Resources, RouteGroupKind, Secret, SecretObjectReference } from "@sluice/resources";
import type { Permits } from "../backends/grant.ts";
import type { TranslateOptions } from "../options.ts";
import { gatewayGroup } from "../ref.ts";
import type { ListenerFault, ListenerFaultKind } from "../status/conditions.ts";
import { readCertificate } from "./certificates.ts";
import type { FrontendValidation, GatewayTls } from "./gateway-tls.ts";
import type { ListenerEntry } from "./listener-entry.ts";
import { toLabelTest } from "./selector.ts";

/** A listener looked at alone, without its neighbours. */
export interface CheckedListener extends Keyed {
  readonly key: string;
  readonly entry: ListenerEntry;
  readonly supportedKinds: readonly RouteGroupKind[];
  readonly faults: readonly ListenerFault[];
  /** It may take part in conflicts: a broken listener must not shut out a sound one. */
  readonly valid: boolean;
  /** Keys of the Secrets with its certificates. */
  readonly certificates: readonly string[];
  /** Host names in its certificates. */
  readonly dnsNames: readonly string[];
  /** How clients' certificates are checked. */
  readonly frontend?: FrontendValidation & { readonly ok: true };
}

/** What a listener may look at while it is checked. */
export interface ListenerScope {
  readonly read: Read;
  readonly resources: Collected<Resources>;
  readonly permits: Permits;
  readonly options: TranslateOptions;
  /** TLS settings of its Gateway as a whole. */
  readonly gatewayTls: GatewayTls | undefined;
}

type Tell = (kind: ListenerFaultKind, message: string, remedy?: string) => void;

/** Checks a listener's own fields and what they refer to. */
export function checkListener(entry: ListenerEntry, scope: ListenerScope): CheckedListener {
  const faults: ListenerFault[] = [];
  const tell: Tell = (kind, message, remedy) =>
    faults.push({ kind, message, ...(remedy === undefined ? {} : { remedy }) });
  checkNamespaces(entry.listener.allowedRoutes, tell);
  const supportedKinds = checkKinds(entry, tell);
  const tls = checkTls(entry, scope, tell);
  const frontend = checkFrontend(entry, scope.gatewayTls, tell);
  const { protocol, hostname } = entry.listener;
  if (hostname !== undefined && (protocol === "TCP" || protocol === "UDP"))
    tell("invalid", `a ${protocol} listener has no host names`, "Remove hostname.");
  const valid = faults.every(({ kind }) => kind === "someCertificates");
  return {
    key: entry.key,
    entry,
    supportedKinds,
    faults,
    valid,
    ...tls,
    ...(frontend === undefined ? {} : { frontend }),
  };
}

function checkNamespaces(allowed: AllowedRoutes | undefined, tell: Tell): void {
  const { from, selector } = allowed?.namespaces ?? {};
  if (from !== "Selector") return;
  if (selector === undefined) {
    tell("invalid", "allowedRoutes.namespaces.from is Selector, but there is no selector", "Add a selector.");
    return;
  }
  const test = toLabelTest(selector);
  if (!test.ok) tell("invalid", `allowedRoutes.namespaces.selector: ${test.problem.message}`, test.problem.remedy);
}

/** Kinds of routes that a protocol can serve. */
function servableKinds(protocol: string, tlsMode: string | undefined): readonly string[] | undefined {
  switch (protocol) {
    case "HTTP":
    case "HTTPS":
      return ["HTTPRoute", "GRPCRoute"];
    case "TLS":
      return tlsMode === "Passthrough" ? ["TLSRoute"] : ["TCPRoute", "TLSRoute"];
    case "TCP":
      return ["TCPRoute"];
    case "UDP":
      return ["UDPRoute"];
    default:
      return undefined;
  }
}

function checkKinds({ listener }: ListenerEntry, tell: Tell): readonly RouteGroupKind[] {
  const servable = servableKinds(listener.protocol, listener.tls?.mode);
  if (servable === undefined) {
    tell("unsupportedProtocol", `protocol ${listener.protocol} is not supported`, "Use HTTP, HTTPS, TLS, TCP or UDP.");
    return [];
  }
  const asked = listener.allowedRoutes?.kinds ?? [];
  if (asked.length === 0) return servable.map((kind) => ({ group: gatewayGroup, kind }));
  return asked.filter(({ group, kind }) => {
    const known = (group ?? gatewayGroup) === gatewayGroup;
    if (known && servable.includes(kind)) return true;
    const name = known ? kind : `${group}/${kind}`;
    tell(
      "routeKinds",
      `a listener of protocol ${listener.protocol} cannot serve kind ${name}`,
      `Use ${servable.join(" or ")}.`,
    );
    return false;
  });
}

type CheckedTls = Pick<CheckedListener, "certificates" | "dnsNames">;
const noTls: CheckedTls = { certificates: [], dnsNames: [] };

function checkTls(entry: ListenerEntry, scope: ListenerScope, tell: Tell): CheckedTls {
  const { protocol, tls } = entry.listener;
  if (protocol !== "HTTPS" && protocol !== "TLS") {
    if (tls !== undefined && servableKinds(protocol, undefined) !== undefined)
      tell("invalid", `a listener of protocol ${protocol} has no TLS`, "Remove tls, or use protocol HTTPS or TLS.");
    return noTls;
  }
  if (tls === undefined) {
    tell("invalid", `a listener of protocol ${protocol} needs tls`, "Add tls with certificateRefs.");
    return noTls;
  }
  const refs = tls.certificateRefs ?? [];
  if (tls.mode === "Passthrough") {
    if (protocol === "HTTPS")
      tell("unsupportedTlsMode", "an HTTPS listener cannot pass TLS through", "Use mode Terminate, or protocol TLS.");
    else if (refs.length > 0)
      tell("invalid", "a listener that passes TLS through uses no certificates", "Remove certificateRefs.");
    return noTls;
  }
  if (protocol === "TLS" && tls.mode === undefined) return noTls;
  if (refs.length === 0) {
    tell("invalid", "a listener that terminates TLS needs a certificate", "Add certificateRefs.");
    return noTls;
  }
  return checkCertificates(refs, entry, { scope, tell });
}

function checkCertificates(
  refs: readonly SecretObjectReference[],
  entry: ListenerEntry,
  { scope, tell }: { readonly scope: ListenerScope; readonly tell: Tell },
): CheckedTls {
  const broken: { readonly permitted: boolean; readonly message: string }[] = [];
  const found: Secret[] = [];
  for (const [i, ref] of refs.entries()) {
    const secret = findSecret(ref, entry, scope);
    if (secret.ok) found.push(secret.secret);
    else broken.push({ permitted: secret.permitted, message: `certificateRefs[${i}]: ${secret.message}` });
  }
  const onlyForbidden = found.length === 0 && broken.every(({ permitted }) => !permitted);
  const certificates: string[] = [];
  const dnsNames: string[] = [];
  const taken = new Set<string>();
  for (const secret of found) {
    const { certificateTimes, validAt } = scope.options;
    const at = (certificateTimes && scope.read.get(certificateTimes, secret.key)?.at) ?? validAt;
    const certificate = readCertificate(secret, at);
    const clash = certificate.ok
      ? certificate.value.names.find((name) => taken.has(`${certificate.value.algorithm} ${name}`))
      : undefined;
    if (!certificate.ok) broken.push({ permitted: true, message: certificate.problem.message });
    else if (clash !== undefined)
      broken.push({
        permitted: true,
        message: `Secret ${secret.key} is a second ${certificate.value.algorithm} certificate for ${clash}`,
      });
    else {
      for (const name of certificate.value.names) taken.add(`${certificate.value.algorithm} ${name}`);
      certificates.push(secret.key);
      dnsNames.push(...certificate.value.dnsNames);
    }
  }
  const kind = certificates.length > 0 ? "someCertificates" : onlyForbidden ? "certificateNotPermitted" : "certificate";
  const remedy = onlyForbidden ? "Add a ReferenceGrant in the Secret's namespace." : undefined;
  for (const { message } of broken) tell(kind, message, remedy);
  return { certificates, dnsNames };
}

type FoundSecret =
  | { readonly ok: true; readonly secret: Secret }
  | { readonly ok: false; readonly permitted: boolean; readonly message: string };

function findSecret(ref: SecretObjectReference, entry: ListenerEntry, scope: ListenerScope): FoundSecret {
  const no = (message: string, permitted = true): FoundSecret => ({ ok: false, permitted, message });
  if ((ref.group ?? "") !== "" || (ref.kind ?? "Secret") !== "Secret")
    return no(`${ref.group ?? ""}/${ref.kind ?? "Secret"} is no kind of certificate; refer to a Secret`);
  const namespace = ref.namespace || entry.namespace;
  const from = {
    group: gatewayGroup,
    kind: entry.listenerSet === undefined ? "Gateway" : "ListenerSet",
    namespace: entry.namespace,
  };
  if (!scope.permits(from, { group: "", kind: "Secret", namespace, name: ref.name }))
    return no(
      `no ReferenceGrant in namespace ${namespace} permits the reference to Secret ${namespace}/${ref.name}`,
      false,
    );
  const secret = scope.read.get(scope.resources.Secret, `${namespace}/${ref.name}`);
  if (secret === undefined) return no(`Secret ${namespace}/${ref.name} does not exist`);
  if (secret.type !== "kubernetes.io/tls")
    return no(`Secret ${secret.key} has type ${secret.type ?? "Opaque"}, kubernetes.io/tls is needed`);
  return { ok: true, secret };
}

/** Client certificates are only asked for by HTTPS listeners (Gateway API `FrontendTLSConfig`). */
function checkFrontend(
  { listener }: ListenerEntry,
  tls: GatewayTls | undefined,
  tell: Tell,
): CheckedListener["frontend"] {
  if (listener.protocol !== "HTTPS" || tls === undefined) return undefined;
  const own = tls.perPort.find(({ port }) => port === listener.port);
  const validation = own === undefined ? tls.default : own.validation;
  if (validation === undefined || validation.ok) return validation;
  tell(validation.kind, `client certificates cannot be checked: ${validation.message}`, validation.remedy);
  return undefined;
}
