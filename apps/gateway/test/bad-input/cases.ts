import { backend, documents, gateway, route } from "../manifests.ts";

/** A mistake, and the one message that its author must see. */
export interface BadInput {
  readonly title: string;
  /** What is written, by file name; the file is removed afterwards. Bytes for what is no text. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** What is there before the mistake, and is replaced by it. */
  readonly before?: Readonly<Record<string, string>>;
  /** The message, which must name file and line, or object and field. */
  readonly says: RegExp;
}

/** What the table needs to know of the machine. */
export interface Place {
  readonly backendPort: number;
  /** A port on which nothing listens. */
  readonly freePort: number;
  /** A port on which another program listens. */
  readonly takenPort: number;
}

const api = "gateway.networking.k8s.io/v1";
const bad = (from: string | RegExp, to: string): string => {
  const good = route("bad", "bad.example.com", "neighbour");
  const text = good.replace(from, to);
  if (text === good) throw new Error(`bug in the table: ${from} changes nothing`);
  return text;
};
const file = (text: string | Uint8Array): BadInput["files"] => ({ "bad.yaml": text });

/** Mistakes in the text of a file. */
export const syntaxMistakes: readonly BadInput[] = [
  { title: "a tab as indentation", files: file(bad("  name: bad", "\tname: bad")), says: /bad\.yaml:4: .*tab/i },
  { title: "an open quote", files: file(bad("name: bad", 'name: "bad')), says: /bad\.yaml:\d+: / },
  { title: "an open bracket", files: file(bad("- bad.example.com", "[bad.example.com")), says: /bad\.yaml:\d+: / },
  {
    title: "a field twice",
    files: file(bad("  name: bad", "  name: bad\n  name: worse")),
    says: /bad\.yaml:5: .*unique|bad\.yaml:5: .*twice/i,
  },
  { title: "wrong indentation", files: file(bad("  parentRefs:", "   parentRefs:")), says: /bad\.yaml:\d+: / },
  { title: "an unknown alias", files: file(bad("name: bad", "name: *nobody")), says: /bad\.yaml:\d: .*nobody/ },
  {
    title: "a comma too many in JSON",
    files: { "bad.json": '{\n  "apiVersion": "v1",\n  "kind": "ConfigMap",,\n}\n' },
    says: /bad\.json:3: /,
  },
  { title: "text that is no object", files: file("hello\n"), says: /bad\.yaml:1: .*not a Kubernetes object/ },
  { title: "a list instead of an object", files: file("- a\n- b\n"), says: /bad\.yaml:1: .*not a Kubernetes object/ },
  { title: "bytes that are no text", files: file(new Uint8Array([0xff, 0xfe, 0x41])), says: /bad\.yaml: .*UTF-8/ },
  {
    title: "half a file",
    before: { "bad.yaml": documents(route("bad", "bad.example.com", "neighbour"), backend("second", 1)) },
    files: file(documents(route("bad", "bad.example.com", "neighbour"), backend("second", 1)).slice(0, 330)),
    says: /bad\.yaml: .*half-written|bad\.yaml:\d+: /,
  },
  {
    title: "a file that became empty",
    before: { "bad.yaml": route("bad", "bad.example.com", "neighbour") },
    files: file(""),
    says: /bad\.yaml: .*empty/,
  },
];

/** Objects that are not what they should be. */
export const objectMistakes: readonly BadInput[] = [
  { title: "no kind", files: file(bad("kind: HTTPRoute\n", "")), says: /bad\.yaml:1: .*kind is missing/ },
  {
    title: "no apiVersion",
    files: file(bad(`apiVersion: ${api}\n`, "")),
    says: /bad\.yaml:1 HTTPRoute bad: apiVersion is missing/,
  },
  {
    title: "an unknown kind",
    files: file(bad("kind: HTTPRoute", "kind: HTTPRute")),
    says: /bad\.yaml:2 HTTPRute bad: .*mean kind: HTTPRoute/,
  },
  {
    title: "a kind of another group",
    files: file(bad(api, "apps/v1")),
    says: /bad\.yaml:2 HTTPRoute bad: .*apiVersion: gateway\.networking/,
  },
  {
    title: "an unknown version",
    files: file(bad(api, "gateway.networking.k8s.io/v7")),
    says: /bad\.yaml:1 HTTPRoute bad: .*no version v7/,
  },
  { title: "no name", files: file(bad("  name: bad\n", "  labels: {}\n")), says: /bad\.yaml:\d: .*metadata\.name/ },
  { title: "a name with capitals", files: file(bad("name: bad", "name: Bad")), says: /bad\.yaml:4 .*metadata\.name/ },
  {
    title: "a namespace with a dot",
    files: file(bad("name: bad", "name: bad\n  namespace: a.b")),
    says: /bad\.yaml:5 .*metadata\.namespace/,
  },
  { title: "an unknown field", files: file(bad("hostnames:", "hostname:")), says: /bad\.yaml:8 .*spec\.hostname\b/ },
  {
    title: "a text instead of a list",
    files: file(bad("hostnames:\n  - bad", "hostnames: bad")),
    says: /bad\.yaml:8 .*spec\.hostnames/,
  },
  {
    title: "a text instead of a number",
    files: file(backend("bad", 1).replace("port: 1", "port: http")),
    says: /bad\.yaml:9 .*port/,
  },
  { title: "a port beyond 65535", files: file(backend("bad", 70000)), says: /bad\.yaml:9 .*port/ },
  {
    title: "an unknown value of a list",
    files: file(bad("  - backendRefs:", "  - matches: [{path: {type: Prefix, value: /}}]\n    backendRefs:")),
    says: /bad\.yaml:11 .*path\.type/,
  },
  {
    title: "a hostname with a space",
    files: file(bad("- bad.example.com", "- bad example")),
    says: /bad\.yaml:9 .*spec\.hostnames\[0\]/,
  },
  {
    title: "a negative weight",
    files: file(bad("      name: neighbour", "      name: neighbour\n      weight: -1")),
    says: /bad\.yaml:15 .*weight/,
  },
  {
    title: "a duration in words",
    files: file(bad("  - backendRefs:", "  - timeouts: {request: 5 seconds}\n    backendRefs:")),
    says: /bad\.yaml:11 .*timeouts\.request/,
  },
  {
    title: "no required field",
    files: file(gateway(1, "bad").replace("  gatewayClassName: sluice\n", "")),
    says: /bad\.yaml:\d .*spec\.gatewayClassName/,
  },
  {
    title: "a regular expression that is none",
    files: file(
      bad("  - backendRefs:", '  - matches: [{path: {type: RegularExpression, value: "/(["}}]\n    backendRefs:'),
    ),
    says: /HTTPRoute envoy-gateway-system\/bad.*matches.*regular expression/,
  },
];

const crossNamespace = bad(
  "      kind: Backend\n      name: neighbour",
  "      kind: Backend\n      name: neighbour\n      namespace: other",
);
const otherBackend = backend("neighbour", 1).replace("name: neighbour", "name: neighbour\n  namespace: other");
const service = `apiVersion: v1
kind: Service
metadata: {name: plain}
spec: {ports: [{port: 80}]}
`;
const httpsGateway = (port: number, secret: string): string =>
  gateway(port, "bad").replace("protocol: HTTP", `protocol: HTTPS\n    tls: {certificateRefs: [{name: ${secret}}]}`);

/** References that lead nowhere or must not be followed. */
export const referenceMistakes = ({ freePort }: Place): readonly BadInput[] => [
  {
    title: "a class that does not exist",
    files: file(gateway(freePort, "bad").replace("gatewayClassName: sluice", "gatewayClassName: nobody")),
    says: /Gateway envoy-gateway-system\/bad.*nobody/,
  },
  {
    title: "a Gateway that does not exist",
    files: file(bad("- name: web", "- name: nobody")),
    says: /HTTPRoute envoy-gateway-system\/bad.*nobody/,
  },
  {
    title: "a listener that does not exist",
    files: file(bad("- name: web", "- name: web\n    sectionName: nobody")),
    says: /HTTPRoute envoy-gateway-system\/bad.*(nobody|NoMatchingParent)/,
  },
  {
    title: "a Backend that does not exist",
    files: file(bad("name: neighbour", "name: nobody")),
    says: /HTTPRoute envoy-gateway-system\/bad.*backendRefs\[0\].*nobody/,
  },
  {
    title: "a Service that does not exist",
    files: file(bad(/ {4}- group:[\s\S]*/, "    - name: nobody\n      port: 80\n")),
    says: /HTTPRoute envoy-gateway-system\/bad.*backendRefs\[0\].*nobody/,
  },
  {
    title: "a port that a Service does not have",
    files: file(documents(service, bad(/ {4}- group:[\s\S]*/, "    - name: plain\n      port: 81\n"))),
    says: /HTTPRoute envoy-gateway-system\/bad.*81/,
  },
  {
    title: "a Service without a port",
    files: file(documents(service, bad(/ {4}- group:[\s\S]*/, "    - name: plain\n"))),
    says: /HTTPRoute envoy-gateway-system\/bad.*port/,
  },
  {
    title: "another namespace without a grant",
    files: file(documents(otherBackend, crossNamespace)),
    says: /HTTPRoute envoy-gateway-system\/bad.*(RefNotPermitted|ReferenceGrant)/,
  },
  {
    title: "a kind that is no backend",
    files: file(bad("kind: Backend", "kind: Gateway").replace("gateway.envoyproxy.io", "gateway.networking.k8s.io")),
    says: /HTTPRoute envoy-gateway-system\/bad.*(InvalidKind|kind)/,
  },
  {
    title: "a filter that does not exist",
    files: file(
      bad(
        "  - backendRefs:",
        "  - filters: [{type: ExtensionRef, extensionRef: {group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: nobody}}]\n    backendRefs:",
      ),
    ),
    says: /HTTPRoute envoy-gateway-system\/bad.*filters\[0\]/,
  },
  {
    title: "a certificate that does not exist",
    files: file(httpsGateway(freePort, "nobody")),
    says: /Gateway envoy-gateway-system\/bad \(listener http\).*nobody/,
  },
  {
    title: "hostnames that no listener has",
    files: file(
      documents(
        gateway(freePort, "bad").replace("protocol: HTTP", "protocol: HTTP\n    hostname: x.example.org"),
        bad("- name: web", "- name: bad"),
      ),
    ),
    says: /HTTPRoute envoy-gateway-system\/bad.*(NoMatchingListenerHostname|hostname)/i,
  },
];

/** Objects that are there twice, or in each other's way. */
export const duplicateMistakes = ({ freePort }: Place): readonly BadInput[] => [
  {
    title: "one object in two files",
    files: { "zz.yaml": route("neighbour", "other.example.com", "neighbour") },
    says: /zz\.yaml:1: HTTPRoute envoy-gateway-system\/neighbour .*line \d+ of manifests\/base\.yaml/,
  },
  {
    title: "one object twice in a file",
    files: file(documents(backend("bad", 1), backend("bad", 2))),
    says: /bad\.yaml:1: Backend envoy-gateway-system\/bad .*line 11/,
  },
  {
    title: "two listeners of one name",
    files: file(`${gateway(freePort, "bad")}  - name: http\n    protocol: HTTP\n    port: 1\n`),
    says: /Gateway envoy-gateway-system\/bad.*listeners/,
  },
  {
    title: "two listeners for the same requests",
    files: file(`${gateway(freePort, "bad")}  - name: again\n    protocol: HTTP\n    port: ${freePort}\n`),
    says: /Gateway envoy-gateway-system\/bad: spec .*Let no two listeners have the same port, protocol and hostname/,
  },
];

/** Certificates that cannot be used; `pem` are the texts of a good pair, another key and an expired certificate. */
export const certificateMistakes = (
  { freePort }: Place,
  pem: { readonly certificate: string; readonly otherKey: string; readonly key: string; readonly expired: string },
): readonly BadInput[] => {
  const secret = (data: Readonly<Record<string, string>>): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: bad}\ntype: kubernetes.io/tls\nstringData: ${JSON.stringify(data)}\n`;
  const withSecret = (data: Readonly<Record<string, string>>): BadInput["files"] =>
    file(documents(httpsGateway(freePort, "bad"), secret(data)));
  const { certificate, key, otherKey, expired } = pem;
  const says = /Gateway envoy-gateway-system\/bad \(listener http\): .*(InvalidCertificateRef).*bad/;
  return [
    { title: "a certificate that is none", files: withSecret({ "tls.crt": "hello", "tls.key": key }), says },
    { title: "a key that is none", files: withSecret({ "tls.crt": certificate, "tls.key": "hello" }), says },
    { title: "a key of another certificate", files: withSecret({ "tls.crt": certificate, "tls.key": otherKey }), says },
    { title: "an expired certificate", files: withSecret({ "tls.crt": expired, "tls.key": key }), says },
    { title: "a Secret without a key", files: withSecret({ "tls.crt": certificate }), says },
  ];
};

const fleetOf = (proxy: string, port: number): string =>
  documents(
    gateway(port, "bad").replace(
      "gatewayClassName: sluice",
      "gatewayClassName: sluice\n  infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: bad}}",
    ),
    `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyProxy\nmetadata: {name: bad}\nspec:\n${proxy}`,
  );

/** What only Envoy, or the machine, objects to. */
export const proxyMistakes = ({ freePort, takenPort }: Place): readonly BadInput[] => [
  {
    title: "a port that another program has",
    files: file(gateway(takenPort, "bad")),
    says: new RegExp(`bad.*${takenPort}.*in use`, "i"),
  },
  {
    title: "a bootstrap that is no YAML",
    files: file(fleetOf('  bootstrap: {type: Merge, value: "a: ["}\n', freePort)),
    says: /bad.*bootstrap/,
  },
  {
    title: "a bootstrap that Envoy refuses",
    files: file(fleetOf('  bootstrap: {type: Merge, value: "nonsense: true"}\n', freePort)),
    says: /bad.*(nonsense|arguments)/,
  },
  {
    title: "arguments that Envoy refuses",
    files: file(fleetOf('  extraArgs: ["--nonsense"]\n', freePort)),
    says: /bad.*(nonsense|arguments)/,
  },
];
