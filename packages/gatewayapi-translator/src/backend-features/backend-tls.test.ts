import { describe, expect, it } from "vitest";
import { type BackendTls, resolveTls, type TlsPolicy } from "./backend-tls.ts";

const system = { kind: "systemCa", name: "system_ca_certificates" } as const;
const own = { kind: "ca", name: "p/apps-ca", sources: [] } as const;

const policy: TlsPolicy = {
  key: "apps/p",
  ref: { group: "gateway.networking.k8s.io", kind: "BackendTLSPolicy", namespace: "apps", name: "p" },
  age: "1",
  targets: [],
  sni: "policy.example.com",
  subjectAltNames: [],
  authority: own,
  namesAuthority: true,
};
const backend: Extract<BackendTls, { ok: true }> = {
  ok: true,
  verify: true,
  sni: "backend.example.com",
  sniFromEndpoint: true,
  authority: system,
  client: { settings: { minVersion: "1.3" }, certificate: "apps/mine" },
};
const gateway = {
  settings: { minVersion: "1.0", maxVersion: "1.2" },
  certificate: "infra/gateways",
  alpn: ["h2"],
} as const;
const exactly = (value: string) => [{ type: "DNS", match: { kind: "exact", value } }];

describe("TLS towards a backend", () => {
  it("is plain text unless backend or policy ask for TLS", () => {
    expect(resolveTls(undefined, undefined, gateway)).toBeUndefined();
  });

  it("takes authority, server name and names to accept from the policy", () => {
    expect(resolveTls(undefined, policy, undefined)).toEqual({
      ok: true,
      authority: own,
      tls: {
        settings: { minVersion: "1.2", maxVersion: "1.3" },
        sni: "policy.example.com",
        autoSniFromEndpoint: false,
        verification: { kind: "ca", secret: "p/apps-ca" },
        subjectAltNames: exactly("policy.example.com"),
      },
    });
  });

  it("prefers the policy to the Backend, and the Backend to the Gateway", () => {
    expect(resolveTls(backend, policy, gateway)).toMatchObject({
      ok: true,
      certificate: "apps/mine",
      tls: {
        settings: { minVersion: "1.3", maxVersion: "1.2" },
        alpn: ["h2"],
        sni: "policy.example.com",
        autoSniFromEndpoint: false,
        verification: { kind: "ca", secret: "p/apps-ca" },
        clientCertificate: "apps/mine",
      },
    });
  });

  it("takes from the Backend what no policy says", () => {
    expect(resolveTls(backend, undefined, gateway)).toMatchObject({
      tls: {
        sni: "backend.example.com",
        autoSniFromEndpoint: true,
        verification: { kind: "system", secret: "system_ca_certificates" },
      },
    });
  });

  it("accepts other names in place of the server name where the policy lists them", () => {
    const names = [{ type: "URI", match: { kind: "exact", value: "spiffe://x" } }] as const;
    expect(resolveTls(undefined, { ...policy, subjectAltNames: names }, undefined)).toMatchObject({
      tls: { sni: "policy.example.com", subjectAltNames: names },
    });
  });

  it("verifies nothing where the Backend says so", () => {
    const lax = resolveTls({ ...backend, verify: false }, undefined, undefined);
    expect(lax).toMatchObject({ ok: true, tls: { verification: { kind: "none" } } });
    expect(lax).not.toHaveProperty("authority");
    expect(lax).not.toHaveProperty("tls.subjectAltNames");
  });

  const { authority: _, ...without } = backend;
  it.each<[string, Parameters<typeof resolveTls>, string]>([
    ["nobody names an authority", [without, undefined, undefined], "no certificate authority"],
    ["the Backend's is missing", [{ ok: false, message: "ConfigMap is missing" }, policy, undefined], "is missing"],
    [
      "the policy's is missing",
      [
        undefined,
        { ...policy, fault: { kind: "authorityRef", message: "ConfigMap apps/ca does not exist" } },
        undefined,
      ],
      "BackendTLSPolicy apps/p: ConfigMap apps/ca does not exist",
    ],
    [
      "the client certificate is missing",
      [undefined, policy, { settings: {}, flaw: "Secret infra/x does not exist" }],
      "Secret infra/x does not exist",
    ],
  ])("cannot be used when %s", (_title, args, part) => {
    expect(resolveTls(...args)).toEqual({ ok: false, message: expect.stringContaining(part) });
  });
});
