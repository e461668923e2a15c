import { X509Certificate } from "node:crypto";
import { type KubernetesCluster, openCluster } from "@sluice/provider-k8s";
import { kubeMissing, startCluster, type TestCluster } from "@sluice/testkit/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueAuthority, issuePair } from "../../src/certificates/issue.ts";
import {
  ensureCertificateSecrets,
  ensureWebhookTrust,
  type SecretCertificates,
  type SecretNews,
  serveTopologyWebhook,
  topologyWebhookName,
  watchCertificateSecrets,
} from "../../src/index.ts";
import { handshake } from "../handshake.ts";
import { until } from "./setting.ts";

const missing = kubeMissing();
const day = 24 * 60 * 60 * 1000;
const nameIn = (namespace: string): string => `DNS:envoy, DNS:*.${namespace}`;

describe.skipIf(missing !== undefined)("certificates in Secrets", () => {
  let cluster: TestCluster;
  let api: KubernetesCluster;
  let serial = 0;

  beforeAll(async () => {
    cluster = await startCluster({ gatewayApi: "none" });
    api = await openCluster({ kubeconfig: cluster.kubeconfig });
  }, 120_000);
  afterAll(async () => {
    await api?.close();
    await cluster?.stop();
  });

  const newNamespace = async (): Promise<string> => {
    serial += 1;
    const name = `control-${serial}`;
    await cluster.api.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name } }]);
    return name;
  };
  const secret = async (namespace: string, name: string): Promise<Record<string, string> | undefined> => {
    const found = await cluster.api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
    if (found === undefined) return undefined;
    return Object.fromEntries(
      Object.entries(found.data as Record<string, string>).map(([key, value]) => [
        key,
        Buffer.from(value, "base64").toString("latin1"),
      ]),
    );
  };

  it("makes them once, under Envoy Gateway's names, and a handshake succeeds", async () => {
    const namespace = await newNamespace();
    const made = await ensureCertificateSecrets({ api, namespace });
    expect(made.renewed).toEqual(["envoy", "envoy-gateway", "envoy-oidc-hmac", "envoy-rate-limit", "sluice-authority"]);
    expect(await secret(namespace, "envoy")).toMatchObject({
      "tls.crt": made.envoy.certificate,
      "ca.crt": made.envoy.trusted,
    });
    expect((await secret(namespace, "envoy-oidc-hmac"))?.["hmac-secret"]).toHaveLength(32);
    const { metadata, type } = await cluster.api.get(`/api/v1/namespaces/${namespace}/secrets/envoy-gateway`);
    expect([type, metadata.labels]).toEqual(["kubernetes.io/tls", { "control-plane": "envoy-gateway" }]);
    const server = new X509Certificate(made.controlPlane.certificate);
    for (const name of [
      "envoy-gateway",
      `envoy-gateway.${namespace}.svc`,
      `envoy-gateway.${namespace}.svc.cluster.local`,
    ])
      expect(server.checkHost(name)).toBe(name);
    expect(await handshake(made, made)).toBe(nameIn(namespace));

    const begun = Date.now();
    const again = await ensureCertificateSecrets({ api, namespace });
    expect(again.renewed).toEqual([]);
    const events = await cluster.audited();
    expect(events.filter(({ at, verb }) => at >= begun && /create|update|patch|delete/.test(verb))).toEqual([]);
  });

  it("gives one set to many that begin at once", async () => {
    const namespace = await newNamespace();
    const all = await Promise.all(Array.from({ length: 4 }, () => ensureCertificateSecrets({ api, namespace })));
    const last = await ensureCertificateSecrets({ api, namespace });
    expect(last.renewed).toEqual([]);
    for (const one of all) expect(await handshake(one, last)).toBe(nameIn(namespace));
  });

  it("replaces the authority so that old and new understand each other at every step", async () => {
    const namespace = await newNamespace();
    const at = (days: number): Date => new Date(Date.now() - 5 * day + days * day);
    const steps: SecretCertificates[] = [];
    for (const [days, overwrite] of [
      [0, false],
      [1, true],
      [2.1, false],
      [3.1, false],
    ] as const)
      steps.push(await ensureCertificateSecrets({ api, namespace, now: at(days), overwrite }));
    expect(steps[1]?.envoy.certificate).toBe(steps[0]?.envoy.certificate);
    expect(steps[2]?.envoy.certificate).not.toBe(steps[0]?.envoy.certificate);
    for (const [index, step] of steps.slice(1).entries()) {
      expect([index, await handshake(step, steps[index]!)]).toEqual([index, nameIn(namespace)]);
      expect([index, await handshake(steps[index]!, step)]).toEqual([index, nameIn(namespace)]);
    }
    expect(await handshake(steps[3]!, steps[0]!)).not.toBe(nameIn(namespace));
  });

  /** What Envoy Gateway's own certgen leaves: pairs, and no key of their authority. */
  const leaveForeign = async (namespace: string, labels: Record<string, string>): Promise<string> => {
    const from = new Date();
    const authority = await issueAuthority({ from, days: 1825 });
    const names = { "envoy-gateway": "envoy-gateway", envoy: `*.${namespace}` };
    for (const [name, host] of Object.entries(names)) {
      const pair = await issuePair(
        authority,
        { use: name === "envoy" ? "client" : "server", names: [host] },
        { from, days: 1825 },
      );
      await cluster.api.apply([
        {
          apiVersion: "v1",
          kind: "Secret",
          type: "kubernetes.io/tls",
          metadata: { name, namespace, labels },
          stringData: { "ca.crt": authority.certificate, "tls.crt": pair.certificate, "tls.key": pair.privateKey },
        },
      ]);
    }
    return authority.certificate;
  };

  it("lets what Envoy Gateway made serve until it ages, then hands over without a cut", async () => {
    const namespace = await newNamespace();
    await leaveForeign(namespace, { "control-plane": "envoy-gateway" });
    const adopted = await ensureCertificateSecrets({ api, namespace });
    expect(adopted.renewed).toEqual(["envoy-oidc-hmac"]);
    expect(adopted.foreign).toEqual([]);
    expect(await handshake(adopted, adopted)).toBe(`DNS:*.${namespace}`);
    const old = (days: number): Date => new Date(Date.now() + days * day);
    const trustsBoth = await ensureCertificateSecrets({ api, namespace, now: old(1300) });
    expect(trustsBoth.envoy.certificate).toBe(adopted.envoy.certificate);
    expect(trustsBoth.envoy.trusted.match(/BEGIN/g)).toHaveLength(2);
    const signs = await ensureCertificateSecrets({ api, namespace, now: old(1301.1) });
    expect(signs.envoy.certificate).not.toBe(adopted.envoy.certificate);
    expect(new X509Certificate(signs.envoy.certificate).issuer).toContain("Sluice");
    expect(signs.envoy.trusted.match(/BEGIN/g)).toHaveLength(2);
    const forgets = await ensureCertificateSecrets({ api, namespace, now: old(1302.2) });
    expect(forgets.envoy.trusted.match(/BEGIN/g)).toHaveLength(1);
    expect(forgets.renewed).toContain("envoy-gateway");
  });

  it("leaves alone what somebody else renews", async () => {
    const namespace = await newNamespace();
    await leaveForeign(namespace, { "app.kubernetes.io/managed-by": "cert-manager" });
    const read = await ensureCertificateSecrets({ api, namespace, now: new Date(Date.now() + 1400 * day) });
    expect([read.renewed, read.foreign]).toEqual([["envoy-oidc-hmac"], ["envoy", "envoy-gateway"]]);
    expect(await handshake(read, read)).toBe(`DNS:*.${namespace}`);
  });

  it("tells what it found, then what somebody renewed, and what is wrong", async () => {
    const namespace = await newNamespace();
    const news: SecretNews[] = [];
    const watching = watchCertificateSecrets({ api, namespace }).subscribe((one) => news.push(one));
    try {
      await until(
        () => news.length,
        (count) => count === 1,
      );
      await cluster.api.delete(`/api/v1/namespaces/${namespace}/secrets/envoy`);
      await until(
        () => news.length,
        (count) => count === 2,
      );
      const [first, second] = news.map((one) => (one.kind === "certificates" ? one.certificates : undefined));
      expect(second?.renewed).toEqual(["envoy"]);
      expect(await handshake(first!, second!)).toBe(nameIn(namespace));
    } finally {
      watching.unsubscribe();
    }
    const nowhere: SecretNews[] = [];
    const failing = watchCertificateSecrets({ api, namespace: "nowhere" }).subscribe((one) => nowhere.push(one));
    await until(
      () => nowhere.length,
      (count) => count > 0,
    );
    failing.unsubscribe();
    expect(nowhere[0]).toMatchObject({
      kind: "problem",
      message: expect.stringMatching(
        /Secret nowhere\/sluice-authority cannot be written: namespaces "nowhere" not found/,
      ),
    });
  });

  it("tells proxies' pods their zone when the scheduler has found them a node", async () => {
    const namespace = await newNamespace();
    const { controlPlane } = await ensureCertificateSecrets({ api, namespace });
    const server = await issueLocal();
    const failures: string[] = [];
    const webhook = await serveTopologyWebhook({
      api,
      identity: server,
      port: 0,
      onFailure: (message) => failures.push(message),
    });
    const name = topologyWebhookName(namespace);
    try {
      await cluster.api.apply([
        {
          apiVersion: "admissionregistration.k8s.io/v1",
          kind: "MutatingWebhookConfiguration",
          metadata: { name },
          webhooks: [
            {
              name: "topology.webhook.gateway.envoyproxy.io",
              admissionReviewVersions: ["v1"],
              sideEffects: "None",
              failurePolicy: "Fail",
              clientConfig: { url: `https://localhost:${webhook.port}/inject-pod-topology` },
              rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods/binding"] }],
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
            },
          ],
        },
        {
          apiVersion: "v1",
          kind: "Node",
          metadata: { name: "node-a", labels: { "topology.kubernetes.io/zone": "eu-1a" } },
        },
        { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } },
        podOf(namespace, "proxy", {
          "app.kubernetes.io/name": "envoy",
          "app.kubernetes.io/component": "proxy",
          "app.kubernetes.io/managed-by": "envoy-gateway",
          "gateway.envoyproxy.io/owning-gatewayclass": "eg",
        }),
        podOf(namespace, "other", { app: "other" }),
      ]);
      expect(await ensureWebhookTrust(api, { name, trusted: server.trusted })).toBe(true);
      expect(await ensureWebhookTrust(api, { name, trusted: server.trusted })).toBe(false);
      expect(await ensureWebhookTrust(api, { name: "absent", trusted: controlPlane.trusted })).toBe(false);
      const bind = (pod: string): Promise<number> =>
        cluster.api
          .request("POST", `/api/v1/namespaces/${namespace}/pods/${pod}/binding`, {
            apiVersion: "v1",
            kind: "Binding",
            metadata: { name: pod, namespace },
            target: { apiVersion: "v1", kind: "Node", name: "node-a" },
          })
          .then(({ status }) => status);
      // The API server takes a moment to learn of a webhook.
      await until(
        () => bind("proxy"),
        (status) => status === 201,
      );
      const bound = await until(
        () => bind("other"),
        (status) => status === 201,
      );
      expect(bound).toBe(201);
      const proxy = await cluster.api.get(`/api/v1/namespaces/${namespace}/pods/proxy`);
      expect(proxy.metadata.annotations).toEqual({ "topology.kubernetes.io/zone": "eu-1a" });
      const other = await cluster.api.get(`/api/v1/namespaces/${namespace}/pods/other`);
      expect(other.metadata.annotations).toBeUndefined();
      expect(failures).toEqual([]);
    } finally {
      await cluster.api.delete(`/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${name}`);
      await webhook.close();
    }
  });
});

async function issueLocal(): Promise<{ certificate: string; privateKey: string; trusted: string }> {
  const from = new Date();
  const authority = await issueAuthority({ from, days: 1 });
  const pair = await issuePair(authority, { use: "server", names: ["localhost"] }, { from, days: 1 });
  return { ...pair, trusted: authority.certificate };
}

function podOf(namespace: string, name: string, labels: Record<string, string>) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: "c", image: "c" }] },
  };
}
