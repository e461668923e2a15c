import type { TlsSettings } from "./tls.ts";

// What Envoy's TLS library (BoringSSL) takes; it refuses a whole listener or cluster for one other name.

const suites: Readonly<Record<string, string>> = {
  "AES128-SHA": "TLS_RSA_WITH_AES_128_CBC_SHA",
  "AES256-SHA": "TLS_RSA_WITH_AES_256_CBC_SHA",
  "AES128-GCM-SHA256": "TLS_RSA_WITH_AES_128_GCM_SHA256",
  "AES256-GCM-SHA384": "TLS_RSA_WITH_AES_256_GCM_SHA384",
  "DES-CBC3-SHA": "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
  "ECDHE-ECDSA-AES128-SHA": "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
  "ECDHE-ECDSA-AES128-SHA256": "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
  "ECDHE-ECDSA-AES256-SHA": "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
  "ECDHE-ECDSA-AES128-GCM-SHA256": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384": "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305": "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
  "ECDHE-PSK-AES128-CBC-SHA": "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA",
  "ECDHE-PSK-AES256-CBC-SHA": "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA",
  "ECDHE-PSK-CHACHA20-POLY1305": "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256",
  "ECDHE-RSA-AES128-SHA": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
  "ECDHE-RSA-AES128-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
  "ECDHE-RSA-AES256-SHA": "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
  "ECDHE-RSA-AES128-GCM-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "ECDHE-RSA-AES256-GCM-SHA384": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "ECDHE-RSA-CHACHA20-POLY1305": "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  "PSK-AES128-CBC-SHA": "TLS_PSK_WITH_AES_128_CBC_SHA",
  "PSK-AES256-CBC-SHA": "TLS_PSK_WITH_AES_256_CBC_SHA",
};

/** Groups of suites; they may be joined by `+`. */
const aliases = [
  ...["ALL", "HIGH", "FIPS", "kRSA", "kECDHE", "kEECDH", "kPSK", "aRSA", "aECDSA", "aPSK", "ECDH", "ECDHE", "EECDH"],
  ...["ECDSA", "RSA", "PSK", "3DES", "AES", "AES128", "AES256", "AESGCM", "CHACHA20", "SHA", "SHA1", "SSLv3"],
  ...["TLSv1", "TLSv1.2"],
];

/** Names of cipher suites for TLS 1.2 and older (those of 1.3 are fixed), and of groups of them. */
export const knownCiphers: readonly string[] = [...Object.keys(suites), ...Object.values(suites), ...aliases];

/** Names of key exchange groups. */
export const knownCurves: readonly string[] = [
  ...["P-256", "prime256v1", "P-384", "secp384r1", "P-521", "secp521r1", "X25519", "x25519"],
  ...["X25519MLKEM768", "MLKEM1024"],
];

/** Names of signature algorithms. */
export const knownSignatureAlgorithms: readonly string[] = [
  ...["rsa_pkcs1_sha1", "rsa_pkcs1_sha256", "rsa_pkcs1_sha256_legacy", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512"],
  ...["rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "ecdsa_sha1", "ecdsa_secp256r1_sha256"],
  ...["ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512", "ed25519"],
  ...["RSA", "PSS", "RSA-PSS", "ECDSA"].flatMap((key) => ["SHA256", "SHA384", "SHA512"].map((sha) => `${key}+${sha}`)),
  ...["RSA+SHA1", "ECDSA+SHA1"],
];

/** Algorithms that no proxy knows, by the setting that names them. */
export interface UnknownAlgorithms {
  readonly ciphers: readonly string[];
  readonly curves: readonly string[];
  readonly signatureAlgorithms: readonly string[];
}

/** Parts settings from algorithms that no proxy knows. Settings whose every algorithm is unknown are left out. */
export function partAlgorithms(settings: TlsSettings): {
  readonly settings: TlsSettings;
  readonly unknown: UnknownAlgorithms;
} {
  const { ciphers = [], curves = [], signatureAlgorithms = [], ...versions } = settings;
  const isKnown = {
    ciphers: isCipher,
    curves: (name: string) => knownCurves.includes(name),
    signatureAlgorithms: (name: string) => knownSignatureAlgorithms.includes(name),
  };
  const known = (field: keyof UnknownAlgorithms, names: readonly string[]): TlsSettings => {
    const left = names.filter(isKnown[field]);
    return left.length === 0 ? {} : { [field]: left };
  };
  return {
    settings: {
      ...versions,
      ...known("ciphers", ciphers),
      ...known("curves", curves),
      ...known("signatureAlgorithms", signatureAlgorithms),
    },
    unknown: {
      ciphers: ciphers.filter((name) => !isKnown.ciphers(name)),
      curves: curves.filter((name) => !isKnown.curves(name)),
      signatureAlgorithms: signatureAlgorithms.filter((name) => !isKnown.signatureAlgorithms(name)),
    },
  };
}

/** One suite, suites of equal preference (`[A|B]`), or groups of suites (`ECDHE+AESGCM`). */
function isCipher(text: string): boolean {
  const inBrackets = /^\[([^[\]]+)\]$/.exec(text)?.[1];
  if (inBrackets !== undefined) return inBrackets.split("|").every(isSuite);
  return isSuite(text) || text.split("+").every((name) => aliases.includes(name));
}

function isSuite(name: string): boolean {
  return name in suites || Object.values(suites).includes(name);
}
