import { type JsonObject, placeKeyOf, readResource } from "@sluice/resources";
import { expect, it } from "vitest";
import { createReferenceCounts } from "./reference-counts.ts";
import { references } from "./references.ts";

const gatewayApi = "gateway.networking.k8s.io/v1";
const policies = "gateway.envoyproxy.io/v1alpha1";
const backendRefs = [{ name: "web", port: 80 }];
const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "gate" }];

it.each<[string, string, string, JsonObject, readonly string[]]>([
  [
    "certificates of listeners, of other namespaces too",
    gatewayApi,
    "Gateway",
    {
      gatewayClassName: "any",
      listeners: [
        {
          name: "https",
          port: 443,
          protocol: "HTTPS",
          tls: { certificateRefs: [{ name: "one" }, { name: "two", namespace: "certs" }] },
        },
      ],
    },
    ["Secret/certs/two", "Secret/shop/one"],
  ],
  [
    "an authority in a ConfigMap",
    gatewayApi,
    "BackendTLSPolicy",
    {
      targetRefs: [{ group: "", kind: "Service", name: "web" }],
      validation: { hostname: "web.example", caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "ca" }] },
    },
    ["ConfigMap/shop/ca"],
  ],
  [
    "fields that are not called references",
    policies,
    "SecurityPolicy",
    { targetRefs, basicAuth: { users: { name: "users" } } },
    ["Secret/shop/users"],
  ],
  [
    "a client's secret",
    policies,
    "SecurityPolicy",
    {
      targetRefs,
      oidc: { provider: { issuer: "https://id.example" }, clientID: "me", clientSecret: { name: "oidc" } },
    },
    ["Secret/shop/oidc"],
  ],
  [
    "authorities and revocation lists of clients",
    policies,
    "ClientTrafficPolicy",
    {
      targetRefs,
      tls: {
        clientValidation: {
          caCertificateRefs: [{ group: "", kind: "ConfigMap", name: "ca" }, { name: "ca" }],
          crl: { refs: [{ kind: "Secret", name: "revoked" }] },
        },
      },
    },
    ["ConfigMap/shop/ca", "Secret/shop/ca", "Secret/shop/revoked"],
  ],
  [
    "a body in a ConfigMap",
    policies,
    "HTTPRouteFilter",
    {
      directResponse: {
        statusCode: 503,
        body: { type: "ValueRef", valueRef: { group: "", kind: "ConfigMap", name: "sorry" } },
      },
    },
    ["ConfigMap/shop/sorry"],
  ],
  ["routes refer to Services only", gatewayApi, "HTTPRoute", { rules: [{ backendRefs }] }, []],
])("%s", (_, apiVersion, kind, spec, expected) => {
  const { resource, findings } = readResource({ apiVersion, kind, metadata: { name: "x", namespace: "shop" }, spec });
  if (resource === undefined) throw new Error(JSON.stringify(findings));
  expect(references(resource).map(placeKeyOf).sort()).toEqual(expected);
});

it("tells what is newly referred to and what is not any more", () => {
  const counts = createReferenceCounts();
  const one = { kind: "Secret", namespace: "shop", name: "one" } as const;
  const two = { ...one, name: "two" };
  counts.set([], [one]);
  counts.set([], [one, two]);
  expect(counts.take()).toEqual({ added: [one, two], removed: [] });
  counts.set([one, two], [one]);
  expect(counts.take()).toEqual({ added: [], removed: [two] });
  counts.set([one], []);
  expect(counts.has("Secret/shop/one")).toBe(true);
  // Away and back within one change is no change.
  counts.set([one], []);
  counts.set([], [one]);
  expect(counts.take()).toEqual({ added: [], removed: [] });
});
