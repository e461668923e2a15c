/** TLS as a server, towards clients. Secret names refer to `Secret` values of the same fleet. */
export interface DownstreamTls {
  readonly certificates: readonly string[];
  readonly settings: TlsSettings;
  /** ALPN protocols in order of preference; absent: Envoy's usual `h2, http/1.1` for HTTP, none for TCP. */
  readonly alpn?: readonly string[];
  readonly clientValidation?: ClientValidation;
  /** Both kinds of session resumption are off unless enabled. */
  readonly sessionResumption?: { readonly stateless: boolean; readonly stateful: boolean };
  readonly fingerprints?: readonly ("JA3" | "JA4")[];
}

/** How client certificates are checked. */
export interface ClientValidation {
  /** Name of a `ca` secret; absent: certificates are asked for but not verified against a CA. */
  readonly ca?: string;
  readonly requireCertificate: boolean;
  /** Accept certificates that do not verify. */
  readonly acceptUntrusted: boolean;
  readonly allowExpired?: boolean;
  readonly spkiHashes?: readonly string[];
  readonly certificateHashes?: readonly string[];
  readonly subjectAltNames?: readonly SubjectAltName[];
}

/** One accepted name in a peer certificate. */
export interface SubjectAltName {
  readonly type: "DNS" | "URI" | "EMAIL" | "IP" | "OTHER";
  readonly oid?: string;
  readonly match: { readonly kind: "exact" | "prefix" | "suffix" | "regex"; readonly value: string };
}

/** Protocol versions and algorithms; absent fields leave Envoy's default. */
export interface TlsSettings {
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  readonly ciphers?: readonly string[];
  readonly curves?: readonly string[];
  readonly signatureAlgorithms?: readonly string[];
}

/** A TLS protocol version, or Envoy's choice. */
export type TlsVersion = "Auto" | "1.0" | "1.1" | "1.2" | "1.3";

/** TLS as a client, towards backends. */
export interface UpstreamTls {
  readonly settings: TlsSettings;
  readonly alpn?: readonly string[];
  /** Absent: SNI follows the request's host (auto SNI). */
  readonly sni?: string;
  /** SNI comes from the endpoint's own hostname. */
  readonly autoSniFromEndpoint: boolean;
  readonly verification:
    | { readonly kind: "ca"; readonly secret: string }
    | { readonly kind: "system"; readonly secret: string }
    | { readonly kind: "none" };
  readonly subjectAltNames?: readonly SubjectAltName[];
  /** Name of a `certificate` secret. */
  readonly clientCertificate?: string;
}

/** Key material that Envoy fetches by name; `name` is `<namespace>/<name>[/ca.crt|/ca.crl]` as Envoy Gateway spells it. */
export type Secret = {
  /** `<fleet>|<name>` */
  readonly key: string;
  readonly fleet: string;
  readonly name: string;
  readonly origin: import("./origin.ts").Origin;
} & (
  | {
      readonly kind: "certificate";
      /** PEM. */
      readonly chain: Uint8Array;
      /** PEM. */
      readonly privateKey: Uint8Array;
      readonly ocspStaple?: Uint8Array;
    }
  | {
      readonly kind: "ca";
      readonly bundle: Uint8Array;
      readonly crl?: { readonly data: Uint8Array; readonly onlyLeaf: boolean };
    }
  | { readonly kind: "systemCa"; readonly path: string }
);
