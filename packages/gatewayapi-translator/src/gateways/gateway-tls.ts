import type { Collected, Keyed, Read } from "@sluice/collections";
import type { FrontendTLSValidation, Resources } from "@sluice/resources";
import type { Permits } from "../backends/grant.ts";
import { gatewayGroup } from "../ref.ts";
import type { GatewayFault, ListenerFaultKind } from "../status/conditions.ts";
import { type AuthoritySource, resolveAuthorities } from "./authorities.ts";
import { secretText } from "./certificates.ts";
import type { ManagedGateway } from "./gateway.ts";

/** How a listener checks clients' certificates, or why it cannot. */
export type FrontendValidation =
  | {
      readonly ok: true;
      /** Name of the secret for Envoy. */
      readonly secret: string;
      readonly sources: readonly AuthoritySource[];
      /** Clients without a good certificate are let in. */
      readonly insecureFallback: boolean;
    }
  | {
      readonly ok: false;
      readonly kind: ListenerFaultKind;
      readonly message: string;
      readonly remedy?: string;
    };

/** `spec.tls` of a Gateway, looked up. */
export interface GatewayTls extends Keyed {
  /** The Gateway's key. */
  readonly key: string;
  readonly default?: FrontendValidation;
  /** A port's entry stands for itself, also when it asks for no validation. */
  readonly perPort: readonly { readonly port: number; readonly validation?: FrontendValidation }[];
  /** Key of the Secret with the certificate that proxies show to backends. */
  readonly clientCertificate?: string;
  /** `spec.tls.backend` is there: settings of the EnvoyProxy do not count, even if the certificate is unusable. */
  readonly ownsBackendTls: boolean;
  readonly faults: readonly GatewayFault[];
}

/** Looks up the authorities and certificates that a Gateway names for all its listeners. */
export function toGatewayTls(
  { gateway, key, fault }: ManagedGateway,
  from: { readonly read: Read; readonly resources: Collected<Resources>; readonly permits: Permits },
): GatewayTls | undefined {
  const tls = gateway.spec.tls;
  if (tls === undefined || fault !== undefined) return undefined;
  const faults: GatewayFault[] = [];
  const frontend = (of: FrontendTLSValidation | undefined, suffix: string): FrontendValidation | undefined => {
    if (of === undefined) return undefined;
    const validation = toFrontend(
      of,
      { namespace: gateway.metadata.namespace, secret: `gateway/${key}/${suffix}/ca.crt` },
      from,
    );
    if (!validation.ok) {
      const { message, remedy } = validation;
      faults.push({
        kind: "frontendAuthority",
        message,
        field: "spec.tls.frontend",
        ...(remedy === undefined ? {} : { remedy }),
      });
    }
    return validation;
  };
  const byDefault = frontend(tls.frontend?.default?.validation, "default");
  const perPort = (tls.frontend?.perPort ?? []).map(({ port, tls: of }) => {
    const validation = frontend(of.validation, String(port));
    return validation === undefined ? { port } : { port, validation };
  });
  const clientCertificate = findClientCertificate(gateway, from, faults);
  return {
    key,
    ...(byDefault === undefined ? {} : { default: byDefault }),
    perPort,
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ownsBackendTls: tls.backend !== undefined,
    faults,
  };
}

const listenerKinds = {
  kind: "authorityKind",
  empty: "noAuthority",
  ref: "authorityRef",
  notPermitted: "authorityNotPermitted",
} as const;

function toFrontend(
  of: FrontendTLSValidation,
  { namespace, secret }: { readonly namespace: string; readonly secret: string },
  from: Parameters<typeof resolveAuthorities>[2],
): FrontendValidation {
  const found = resolveAuthorities(of.caCertificateRefs, { group: gatewayGroup, kind: "Gateway", namespace }, from);
  if (found.ok)
    return { ok: true, secret, sources: found.sources, insecureFallback: of.mode === "AllowInsecureFallback" };
  const { why, message, remedy } = found;
  return { ok: false, kind: listenerKinds[why], message, ...(remedy === undefined ? {} : { remedy }) };
}

function findClientCertificate(
  { spec, metadata }: ManagedGateway["gateway"],
  from: { readonly read: Read; readonly resources: Collected<Resources>; readonly permits: Permits },
  faults: GatewayFault[],
): string | undefined {
  const ref = spec.tls?.backend?.clientCertificateRef;
  if (ref === undefined) return undefined;
  const field = "spec.tls.backend.clientCertificateRef";
  const tell = (kind: GatewayFault["kind"], message: string, remedy: string): undefined => {
    faults.push({ kind, field, message, remedy });
    return undefined;
  };
  if ((ref.group ?? "") !== "" || (ref.kind ?? "Secret") !== "Secret")
    return tell("clientCertificate", `${ref.kind} is no kind of certificate`, "Refer to a Secret.");
  const namespace = ref.namespace || metadata.namespace;
  const key = `${namespace}/${ref.name}`;
  const owner = { group: gatewayGroup, kind: "Gateway", namespace: metadata.namespace };
  if (!from.permits(owner, { group: "", kind: "Secret", namespace, name: ref.name }))
    return tell(
      "clientCertificateNotPermitted",
      `no ReferenceGrant in namespace ${namespace} permits the reference to Secret ${key}`,
      "Add one, or move the Secret.",
    );
  const secret = from.read.get(from.resources.Secret, key);
  if (secret === undefined) return tell("clientCertificate", `Secret ${key} does not exist`, "Create it.");
  if (secretText(secret, "tls.crt") === undefined || secretText(secret, "tls.key") === undefined)
    return tell("clientCertificate", `Secret ${key} is incomplete`, "It needs tls.crt and tls.key.");
  return key;
}
