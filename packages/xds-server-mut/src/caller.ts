import { status } from "@grpc/grpc-js";
import type { XdsNode } from "./events.ts";

/** What a verified client certificate says. */
export interface CallerCertificate {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  /** Such as SPIFFE ids. */
  readonly uris: readonly string[];
}

/** What is known of a proxy before its first request. */
export interface Caller {
  /** Its address, such as `127.0.0.1:41234`. */
  readonly peer: string;
  /** Undefined without mutual TLS. */
  readonly certificate: CallerCertificate | undefined;
}

/** What a proxy asks for. */
export interface Asked {
  readonly node: XdsNode;
  readonly fleet: string;
}

/** Who a caller has proved to be. */
export interface Identity {
  /** For logs and dumps, such as `system:serviceaccount:shop:web`. */
  readonly name: string;
  /** Why this identity may not have what its proxy asks for; undefined: it may. */
  whyNot(asked: Asked): string | undefined;
}

/** Who a caller is, or why it is nobody. */
export type Authentication =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly reason: string };

/** gRPC metadata of a call, as text. */
export type CallMetadata = Readonly<Record<string, string>>;

/** Finds out who a caller is. It is asked once per stream, before anything is read; a rejected promise tells the proxy to try again. */
export type Authenticate = (metadata: CallMetadata, caller: Caller) => Promise<Authentication>;

/** A call that is turned away, with the gRPC status that its proxy gets. */
export interface Refused {
  readonly code: status;
  readonly reason: string;
}

/** The part of a gRPC call that tells who calls. */
export interface IncomingCall {
  readonly metadata: { getMap(): { readonly [name: string]: string | Buffer } };
  getPeer(): string;
  getAuthContext(): {
    readonly sslPeerCertificate?: { readonly subject: object; readonly subjectaltname?: string | undefined };
  };
}

/** Reads who calls from the connection. */
export function callerOf(call: IncomingCall): Caller {
  const certificate = call.getAuthContext().sslPeerCertificate;
  const peer = call.getPeer();
  if (certificate === undefined) return { peer, certificate: undefined };
  const commonName = "CN" in certificate.subject ? String(certificate.subject.CN) : "";
  const names = alternativeNames(certificate.subjectaltname ?? "");
  const ofKind = (kind: string) => names.filter((name) => name.kind === kind).map(({ value }) => value);
  return { peer, certificate: { commonName, dnsNames: ofKind("DNS"), uris: ofKind("URI") } };
}

/** Authenticates one call; never rejects. */
export async function identify(
  call: IncomingCall,
  caller: Caller,
  { authenticate, patienceMs }: { readonly authenticate: Authenticate; readonly patienceMs: number },
): Promise<{ readonly identity: Identity } | { readonly refused: Refused }> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.metadata.getMap())) metadata[name] = value.toString();
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    });
    const answer = await Promise.race([authenticate(metadata, caller), late]);
    if (answer.ok) return { identity: answer.identity };
    return { refused: { code: status.UNAUTHENTICATED, reason: answer.reason } };
  } catch (cause) {
    const reason = `it cannot be told now who calls: ${cause instanceof Error ? cause.message : cause}`;
    return { refused: { code: status.UNAVAILABLE, reason } };
  } finally {
    clearTimeout(timer);
  }
}

/** Splits what OpenSSL prints; names with unusual characters are quoted as JSON. */
function alternativeNames(text: string): readonly { readonly kind: string; readonly value: string }[] {
  const names = text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...names].map(([, kind = "", value = ""]) => ({
    kind,
    value: value.startsWith('"') ? String(JSON.parse(value)) : value,
  }));
}
