import fc from "fast-check";

/** One object of a random world: its manifest, in the spelling that a user would apply. */
export interface Thing {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly manifest: string;
}

const namespaces = ["a", "b"];
const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const group = "gateway.networking.k8s.io";
const extensions = "gateway.envoyproxy.io/v1alpha1";

interface Head {
  readonly apiVersion: string;
  readonly kind: string;
  readonly names: readonly string[];
  readonly namespaced?: boolean;
}

function thing(head: Head, body: fc.Arbitrary<object>): fc.Arbitrary<Thing> {
  const namespace = head.namespaced === false ? pick("") : pick(...namespaces);
  return fc
    .record({ name: pick(...head.names), namespace, body, age: pick("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z") })
    .map(({ name, namespace, body, age }) => {
      const { metadata, ...rest } = body as { metadata?: object };
      const object = {
        apiVersion: head.apiVersion,
        kind: head.kind,
        metadata: { name, ...(namespace === "" ? {} : { namespace }), creationTimestamp: age, ...metadata },
        ...rest,
      };
      return { kind: head.kind, namespace, name, manifest: JSON.stringify(object) };
    });
}

const hostname = pick(undefined, "x.example.com", "y.example.com", "*.example.com");
const from = pick({ from: "All" }, { from: "Same" }, { from: "Selector", selector: { matchLabels: { team: "one" } } });

const listener = fc
  .record({
    name: pick("one", "two", "three"),
    port: pick(80, 443, 9000),
    protocol: pick("HTTP", "HTTP", "HTTPS", "TLS", "TCP", "UDP"),
    hostname,
    namespaces: from,
    secret: pick("cert", "none"),
    mode: pick("Terminate", "Terminate", "Passthrough"),
  })
  .map(({ name, port, protocol, hostname, namespaces, secret, mode }) => ({
    name,
    port,
    protocol,
    ...(hostname === undefined || ["TCP", "UDP"].includes(protocol) ? {} : { hostname }),
    ...(["HTTPS", "TLS"].includes(protocol)
      ? {
          tls:
            mode === "Passthrough" && protocol === "TLS"
              ? { mode }
              : { mode: "Terminate", certificateRefs: [{ name: secret }] },
        }
      : {}),
    allowedRoutes: { namespaces },
  }));

const listeners = fc.uniqueArray(listener, { minLength: 1, maxLength: 3, selector: ({ name }) => name });

const parentRef = fc
  .record({
    name: pick("gw", "gw", "gw", "gx"),
    namespace: pick(...namespaces),
    sectionName: pick(undefined, undefined, undefined, "one", "two"),
    set: pick(false, false, false, false, false, true),
  })
  .map(({ name, namespace, sectionName, set }) => ({
    ...(set ? { group, kind: "ListenerSet", name: "set" } : { name }),
    namespace,
    ...(sectionName === undefined ? {} : { sectionName }),
  }));

const backendRef = fc
  .record({
    name: pick("s", "s", "t", "t", "t", "none"),
    kind: pick("Service", "Service", "Service", "Service", "Backend", "Backend", "ServiceImport"),
    namespace: pick(undefined, undefined, undefined, undefined, ...namespaces),
    port: pick(80, 80, 80, 81),
    weight: pick(undefined, undefined, 0, 3),
  })
  .map(({ name, kind, namespace, port, weight }) => ({
    name,
    ...(kind === "Service"
      ? {}
      : kind === "Backend"
        ? { kind, group: "gateway.envoyproxy.io" }
        : { kind, group: "multicluster.x-k8s.io" }),
    ...(namespace === undefined ? {} : { namespace }),
    port,
    ...(weight === undefined ? {} : { weight }),
  }));

const backendRefs = fc.array(backendRef, { minLength: 1, maxLength: 3 });
const parentRefs = fc.array(parentRef, { minLength: 1, maxLength: 2 });
const hostnames = fc.uniqueArray(pick("x.example.com", "y.example.com", "*.example.com", "z.org"), { maxLength: 2 });

/** What certificates of others are checked against; some references lead nowhere. */
const authority = pick(
  { ref: { group: "", kind: "ConfigMap", name: "ca" } },
  { ref: { group: "", kind: "Secret", name: "cert" } },
  { ref: { group: "certificates.k8s.io", kind: "ClusterTrustBundle", name: "bundle" } },
  { ref: { group: "", kind: "Service", name: "s" } },
);

const filter = pick<object>(
  { type: "ExtensionRef", extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name: "f" } },
  { type: "RequestHeaderModifier", requestHeaderModifier: { set: [{ name: "x-a", value: "1" }] } },
  { type: "RequestHeaderModifier", requestHeaderModifier: { add: [{ name: "host", value: "1" }] } },
  { type: "RequestRedirect", requestRedirect: { scheme: "https" } },
  { type: "URLRewrite", urlRewrite: { hostname: "w.example.com" } },
  { type: "RequestMirror", requestMirror: { backendRef: { name: "t", port: 80 } } },
);

const httpRule = fc
  .record({
    matches: fc.array(
      pick<object>(
        { path: { value: "/a" } },
        { path: { type: "Exact", value: "/b" } },
        { method: "GET" },
        { path: { type: "RegularExpression", value: "(" } },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    filters: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(filter, { maxLength: 2 })),
    backendRefs,
    session: pick({}, {}, { sessionPersistence: { sessionName: "s" } }),
  })
  .map(({ session, ...rule }) => ({ ...rule, ...session }));

function l4Route(kind: string): fc.Arbitrary<Thing> {
  const spec = fc.record({
    parentRefs,
    rules: fc.array(fc.record({ backendRefs }), { minLength: 1, maxLength: 2 }),
    hostnames,
  });
  const body = spec.map(({ hostnames, ...rest }) => ({
    spec: { ...rest, ...(kind === "TLSRoute" ? { hostnames } : {}) },
  }));
  return thing({ apiVersion: `${group}/v1`, kind, names: ["l1", "l2"] }, body);
}

/** Any object of a small world whose objects refer to each other. `secrets` are manifests of Secrets to choose from. */
export function anyThing(certificates: readonly object[]): fc.Arbitrary<Thing> {
  return fc.oneof(
    thing(
      { apiVersion: `${group}/v1`, kind: "GatewayClass", names: ["sluice"], namespaced: false },
      fc.record({ merged: pick(true, false) }).map(({ merged }) => ({
        spec: {
          controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
          ...(merged
            ? { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "proxy", namespace: "a" } }
            : {}),
        },
      })),
    ),
    thing(
      { apiVersion: extensions, kind: "EnvoyProxy", names: ["proxy"] },
      pick({ spec: {} }, { spec: { mergeGateways: true } }, { spec: { routingType: "Service" } }),
    ),
    thing(
      { apiVersion: "v1", kind: "Namespace", names: namespaces, namespaced: false },
      pick({}, { metadata: { labels: { team: "one" } } }),
    ),
    {
      weight: 3,
      arbitrary: thing(
        { apiVersion: `${group}/v1`, kind: "Gateway", names: ["gw", "gx"] },
        fc
          .record({
            listeners,
            allowedListeners: pick({ namespaces: { from: "All" } }, { namespaces: { from: "Same" } }),
            tls: pick("none", "none", "frontend", "backend"),
            authority,
          })
          .map(({ tls, authority: { ref }, ...spec }) => ({
            spec: {
              gatewayClassName: "sluice",
              ...spec,
              ...(tls === "frontend"
                ? { tls: { frontend: { default: { validation: { caCertificateRefs: [ref] } } } } }
                : tls === "backend"
                  ? { tls: { backend: { clientCertificateRef: { name: "cert" } } } }
                  : {}),
            },
          })),
      ),
    },
    thing(
      { apiVersion: `${group}/v1`, kind: "ListenerSet", names: ["set"] },
      fc
        .record({ listeners, namespace: pick(...namespaces) })
        .map(({ listeners, namespace }) => ({ spec: { parentRef: { name: "gw", namespace }, listeners } })),
    ),
    {
      weight: 14,
      arbitrary: thing(
        { apiVersion: `${group}/v1`, kind: "HTTPRoute", names: ["h1", "h2", "h3"] },
        fc
          .record({ parentRefs, hostnames, rules: fc.array(httpRule, { minLength: 1, maxLength: 2 }) })
          .map((spec) => ({ spec })),
      ),
    },
    thing(
      { apiVersion: `${group}/v1`, kind: "GRPCRoute", names: ["g1"] },
      fc
        .record({
          parentRefs,
          hostnames,
          rules: fc.array(
            fc.record({
              matches: fc.array(pick<object>({ method: { service: "S" } }, { method: { method: "M" } }), {
                maxLength: 1,
              }),
              backendRefs,
            }),
            { minLength: 1, maxLength: 2 },
          ),
        })
        .map((spec) => ({ spec })),
    ),
    l4Route("TLSRoute"),
    l4Route("TCPRoute"),
    l4Route("UDPRoute"),
    {
      weight: 2,
      arbitrary: thing(
        { apiVersion: "v1", kind: "Service", names: ["s", "t"] },
        pick(
          { spec: { clusterIP: "10.0.0.1", ports: [{ name: "p", port: 80 }] } },
          {
            spec: {
              clusterIP: "None",
              ports: [
                { name: "p", port: 80 },
                { name: "q", port: 81, appProtocol: "kubernetes.io/h2c" },
                { name: "u", port: 80, protocol: "UDP" },
              ],
            },
          },
        ),
      ),
    },
    thing(
      { apiVersion: "multicluster.x-k8s.io/v1alpha1", kind: "ServiceImport", names: ["s"] },
      pick({ spec: { type: "ClusterSetIP", ips: ["10.9.0.1"], ports: [{ name: "p", port: 80 }] } }),
    ),
    {
      weight: 3,
      arbitrary: thing(
        { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", names: ["e1", "e2"] },
        fc
          .record({
            owner: pick("s", "t"),
            imported: pick(false, false, true),
            ips: fc.uniqueArray(pick("10.1.0.1", "10.1.0.2"), { maxLength: 2 }),
          })
          .map(({ owner, imported, ips }) => ({
            metadata: {
              labels: { [imported ? "multicluster.kubernetes.io/service-name" : "kubernetes.io/service-name"]: owner },
            },
            addressType: "IPv4",
            ports: [
              { name: "p", port: 8080 },
              { name: "u", port: 8080, protocol: "UDP" },
            ],
            endpoints: ips.map((ip) => ({ addresses: [ip] })),
          })),
      ),
    },
    thing(
      { apiVersion: extensions, kind: "Backend", names: ["s", "t"] },
      pick<object>(
        { spec: { endpoints: [{ ip: { address: "10.2.0.1", port: 80 } }] } },
        { spec: { endpoints: [{ fqdn: { hostname: "f.example.com", port: 80 } }], fallback: true } },
        { spec: { type: "DynamicResolver" } },
        {
          spec: { endpoints: [{ ip: { address: "10.2.0.2", port: 443 } }], tls: { wellKnownCACertificates: "System" } },
        },
      ),
    ),
    thing(
      { apiVersion: `${group}/v1beta1`, kind: "ReferenceGrant", names: ["grant"] },
      pick(...namespaces).map((namespace) => ({
        spec: {
          from: [
            ...["HTTPRoute", "TCPRoute"].map((kind) => ({ group, kind, namespace })),
            { group: "gateway.envoyproxy.io", kind: "ClientTrafficPolicy", namespace },
          ],
          to: [
            { group: "", kind: "Service" },
            { group, kind: "Gateway" },
          ],
        },
      })),
    ),
    thing(
      { apiVersion: `${group}/v1`, kind: "BackendTLSPolicy", names: ["p1", "p2"] },
      fc.record({ name: pick("s", "t"), authority }).map(({ name, authority: { ref } }) => ({
        spec: {
          targetRefs: [{ group: "", kind: "Service", name }],
          validation: { hostname: "b.example.com", caCertificateRefs: [ref] },
        },
      })),
    ),
    thing(
      { apiVersion: extensions, kind: "ClientTrafficPolicy", names: ["c1", "c2"] },
      fc
        .record({
          name: pick("gw", "gw", "gx", "set"),
          sectionName: pick(undefined, undefined, "one", "two"),
          selects: pick(false, true),
        })
        .map(({ name, sectionName, selects }) => ({
          spec: {
            http3: {},
            ...(selects
              ? { targetSelectors: [{ kind: "Gateway", namespaces: { from: "All" } }] }
              : {
                  targetRefs: [
                    {
                      group,
                      kind: name === "set" ? "ListenerSet" : "Gateway",
                      name,
                      ...(sectionName === undefined ? {} : { sectionName }),
                    },
                  ],
                }),
          },
        })),
    ),
    thing(
      { apiVersion: "certificates.k8s.io/v1beta1", kind: "ClusterTrustBundle", names: ["bundle"], namespaced: false },
      pick("one", "two").map((trustBundle) => ({ spec: { trustBundle } })),
    ),
    thing(
      { apiVersion: extensions, kind: "HTTPRouteFilter", names: ["f"] },
      pick(200, 503).map((statusCode) => ({ spec: { directResponse: { statusCode } } })),
    ),
    ...["BackendTrafficPolicy", "SecurityPolicy", "EnvoyExtensionPolicy", "EnvoyPatchPolicy"].map((kind) =>
      thing(
        { apiVersion: extensions, kind, names: ["other"] },
        pick("gw", "gx").map((name) => ({ spec: { targetRefs: [{ group, kind: "Gateway", name }] } })),
      ),
    ),
    thing({ apiVersion: "v1", kind: "ConfigMap", names: ["ca"] }, pick({ data: { "ca.crt": "one" } }, { data: {} })),
    thing({ apiVersion: "v1", kind: "Secret", names: ["cert"] }, pick(...certificates)),
  );
}

/** What every random world starts with, so that most routes have somewhere to go. */
export const home: readonly Thing[] = [
  ...namespaces.flatMap((namespace) => [
    fixed("v1", "Namespace", { name: namespace, namespace: "" }, { metadata: { labels: { team: "one" } } }),
    fixed(`${group}/v1`, "Gateway", { name: "gw", namespace }, gateway(["HTTP", 80], ["TCP", 9000], ["UDP", 9000])),
    ...["s", "t"].flatMap((name) => [
      fixed(
        "v1",
        "Service",
        { name, namespace },
        { spec: { clusterIP: "10.0.0.1", ports: [{ name: "p", port: 80 }] } },
      ),
      fixed(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        { name: `of-${name}`, namespace },
        {
          metadata: { labels: { "kubernetes.io/service-name": name } },
          addressType: "IPv4",
          ports: [{ name: "p", port: 8080 }],
          endpoints: [{ addresses: ["10.1.0.1"] }],
        },
      ),
    ]),
  ]),
  fixed(
    `${group}/v1`,
    "GatewayClass",
    { name: "sluice", namespace: "" },
    {
      spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
    },
  ),
];

function gateway(...ports: readonly (readonly [string, number])[]): object {
  const all = ports.map(([protocol, port], i) => ({
    name: ["one", "two", "three"][i],
    protocol,
    port,
    allowedRoutes: { namespaces: { from: "All" } },
  }));
  return { spec: { gatewayClassName: "sluice", listeners: all, allowedListeners: { namespaces: { from: "All" } } } };
}

function fixed(
  apiVersion: string,
  kind: string,
  { name, namespace }: { name: string; namespace: string },
  body: object,
): Thing {
  const { metadata, ...rest } = body as { metadata?: object };
  const head = {
    name,
    ...(namespace === "" ? {} : { namespace }),
    creationTimestamp: "2024-01-01T00:00:00Z",
    ...metadata,
  };
  return { kind, namespace, name, manifest: JSON.stringify({ apiVersion, kind, metadata: head, ...rest }) };
}
