/** A regular expression that RE2 and JavaScript read alike, and what it stands for in a message: "must be <means>". */
export interface Pattern {
  readonly regex: string;
  readonly means: string;
}

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = String.raw`${label}(\.${label})*`;
const path = String.raw`[A-Za-z0-9/\-._~%!$&'()*+,;=:]+`;
const octet = "(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
const ipv4 = String.raw`(${octet}\.){3}${octet}`;
const hextet = "[0-9a-fA-F]{1,4}";
const decimal = String.raw`([0-9]+(\.[0-9]*)?|\.[0-9]+)`;

/** A DNS label (RFC 1123). */
export const dnsLabel: Pattern = {
  regex: `^${label}$`,
  means: "lower case letters, digits and '-', such as team-a",
};

/** A DNS name (RFC 1123). */
export const dnsName: Pattern = {
  regex: `^${subdomain}$`,
  means: "a name of lower case letters, digits, '-' and '.', such as api.example.com",
};

/** A DNS name that may end in a dot. */
export const fullDnsName: Pattern = {
  regex: String.raw`^${subdomain}\.?$`,
  means: "a DNS name in lower case, such as api.example.com",
};

/** A DNS name whose first label may be `*`. */
export const hostnamePattern: Pattern = {
  regex: String.raw`^(\*\.)?${subdomain}$`,
  means: "a DNS name in lower case that may begin with '*.', such as *.example.com",
};

/** An API group; empty for the core group. */
export const apiGroup: Pattern = {
  regex: `^$|^${subdomain}$`,
  means: "an API group such as gateway.networking.k8s.io, or empty for core kinds",
};

/** The name of a kind. */
export const kindPattern: Pattern = {
  regex: "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$",
  means: "the name of a kind, such as Service",
};

/** A controller's name. */
export const controllerName: Pattern = {
  regex: `^${subdomain}/${path}$`,
  means: "a domain and a path, such as gateway.envoyproxy.io/gatewayclass-controller",
};

/** A listener's protocol: a known one, or one of an implementation's own. */
export const protocolPattern: Pattern = {
  regex: `^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|${label}(\\.${label})*/[A-Za-z0-9]+$`,
  means: "a protocol such as HTTPS, or a domain and a protocol such as example.com/bar",
};

/** The type of an address. Gateway API's own expression is open on the left, and so is this one. */
export const addressTypePattern: Pattern = {
  regex: `^Hostname|IPAddress|NamedAddress|[a-z0-9]/${path}$`,
  means: "IPAddress, Hostname, or a domain and a path",
};

/** The value of a label. */
export const labelValuePattern: Pattern = {
  regex: "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$",
  means: "letters, digits, '-', '_' and '.', with a letter or digit at both ends",
};

/** The name of a header (RFC 7230, token). */
export const headerNamePattern: Pattern = {
  regex: "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$",
  means: "the name of a header, such as x-user-id, without spaces and ':'",
};

/** The value of a header. Linear in JavaScript too, unlike the upstream spelling of the same language. */
export const headerValuePattern: Pattern = {
  regex: "^[!-~]+([\\t ][!-~]+)*$",
  means: "visible ASCII characters with single spaces between them",
};

/** An origin of CORS requests in a route. */
export const routeOrigin: Pattern = {
  regex: String.raw`^\*$|^https?://((\*\.)?([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\*)(:[0-9]{1,5})?$`,
  means: "'*' or an origin such as https://*.example.com:8443",
};

/** An origin of CORS requests in a policy. */
export const policyOrigin: Pattern = {
  regex: String.raw`^(\*|[A-Za-z][A-Za-z0-9+.-]*://(\*|(\*\.)?[\w-]+(\.[\w-]+)*)(:\d{1,5})?)$`,
  means: "'*' or an origin such as https://*.example.com:8443",
};

/** The characters of a URL path. */
export const urlPath: Pattern = {
  regex: "^([-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$",
  means: "a URL path such as /check, with other characters written as %XX",
};

/** A Gateway API duration (GEP-2257). */
export const durationPattern: Pattern = {
  regex: "^([0-9]{1,5}(h|m|s|ms)){1,4}$",
  means: "a duration such as 1h30m, 10s or 500ms",
};

/** `System`, or an implementation's own set of certificate authorities. */
export const wellKnownCertificates: Pattern = {
  regex: `^(System|${subdomain}/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])$`,
  means: "System, or a domain and a name",
};

/** A URI with a scheme and an authority. */
export const uriPattern: Pattern = {
  regex: "^[^:/?#]+://",
  means: "a URI such as spiffe://cluster.local/ns/default",
};

/** Text of one line. */
export const oneLine: Pattern = { regex: String.raw`^[^\r\n\x00]*$`, means: "text of one line" };

/** The name of a dynamic module. */
export const moduleName: Pattern = {
  regex: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
  means: "lower case letters, digits, '.' and '-'",
};

/** An HTTP URL. */
export const httpUrl: Pattern = {
  regex: "^https?://[^/?#]+([/?#].*)?$",
  means: "an HTTP URL such as https://example.com/module.so",
};

/** A SHA-256 checksum. */
export const sha256Pattern: Pattern = {
  regex: "^[a-f0-9]{64}$",
  means: "a SHA-256 checksum of 64 lower case hexadecimal digits",
};

/** A MaxMind database. */
export const mmdbPath: Pattern = { regex: String.raw`^.*\.mmdb$`, means: "the path of a .mmdb file" };

/** An IP address as a Backend has it; wider than upstream's, which refuses `::1`. */
export const ipAddress: Pattern = {
  regex: `^${ipv4}$|^((${hextet}:){1,7}${hextet}|::(${hextet}(:${hextet}){0,6})?|(${hextet}:){0,5}(:${hextet}){1,2})$`,
  means: "an IP address such as 10.0.0.1 or 2001:db8::1",
};

/** An IPv4 address. */
export const ipv4Address: Pattern = { regex: `^${ipv4}$`, means: "an IPv4 address such as 10.0.0.1" };

/** The key of a label or annotation. */
export const labelKey: Pattern = {
  regex: `^(${subdomain}/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$`,
  means: "a name such as team, or a domain and a name such as example.com/team",
};

/** A network. Accepts what upstream's longer expression accepts: both search anywhere in the text. */
export const cidrPattern: Pattern = {
  regex: [
    `${ipv4}/[0-9]+`,
    `((${hextet}:){7}${hextet}|::(${hextet}(:${hextet}){0,6})?)/[0-9]+`,
    "fe80:(:[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]+/[0-9]+",
  ].join("|"),
  means: "a network such as 10.0.0.0/8 or 2001:db8::/32",
};

/** Letters, digits and dashes. */
export const alphanumeric: Pattern = { regex: "^[A-Za-z0-9-]+$", means: "letters, digits and '-'" };

/** An ISO 3166-1 alpha-2 country code. */
export const countryCode: Pattern = { regex: "^[A-Za-z]{2}$", means: "a country code of two letters, such as DE" };

/** An Envoy attribute. */
export const attributePattern: Pattern = {
  regex: String.raw`^(connection\.|source\.|destination\.|request\.|response\.|upstream\.|xds\.route_)[a-z_1-9]*$`,
  means: "an Envoy attribute such as request.path",
};

/** A Kubernetes quantity. */
export const quantityPattern: Pattern = {
  regex: String.raw`^(\+|-)?${decimal}([KMGTPE]i|[numkMGTPE]|[eE](\+|-)?${decimal})?$`,
  means: "a quantity such as 100m or 1.5Gi",
};

/** A number of bytes. */
export const byteSizePattern: Pattern = {
  regex: "^[1-9][0-9]*([EPTGMK]i|[EPTGMk])?$",
  means: "a size such as 32Ki or 1Mi",
};

/** The type of a condition. */
export const conditionType: Pattern = {
  regex: `^(${subdomain}/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`,
  means: "a name such as Accepted, or a domain and a name",
};

/** The reason of a condition. */
export const conditionReason: Pattern = {
  regex: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
  means: "one word such as RefNotPermitted",
};

const compiled = new Map<string, RegExp>();

/** Whether a text matches; each expression is compiled at its first use. */
export function matches(pattern: Pattern, text: string): boolean {
  let regex = compiled.get(pattern.regex);
  if (regex === undefined) {
    regex = new RegExp(pattern.regex);
    compiled.set(pattern.regex, regex);
  }
  return regex.test(text);
}
