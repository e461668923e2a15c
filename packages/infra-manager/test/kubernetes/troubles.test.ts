import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { kubeMissing } from "@sluice/testkit/kube";
import { describe, expect, it } from "vitest";
import { issueAuthority, issuePair } from "../../src/certificates/issue.ts";
import { controllerNamespace, infraOf, type Running, until, useBed, withProvider } from "./setting.ts";

const missing = kubeMissing();
const core = `/api/v1/namespaces/${controllerNamespace}`;
const apps = `/apis/apps/v1/namespaces/${controllerNamespace}`;

describe.skipIf(missing !== undefined)("troubles in a cluster", () => {
  const bed = useBed();
  const serve = (one: Running, ...args: Parameters<typeof infraOf>): void => {
    one.infra.set(infraOf(...args));
    one.infra.markSynced();
  };
  const messageOf = (one: Running, key: string, pattern: RegExp): Promise<string> =>
    until(
      () => one.state(key)?.message ?? "",
      (message) => pattern.test(message),
    );

  it("names object, field and remedy when the API server refuses a value, and goes on when it is mended", async () => {
    const one = await bed.start();
    serve(one, withProvider({ envoyService: { loadBalancerSourceRanges: ["nonsense"] } }), "refused");
    const message = await messageOf(one, "apps/refused", /cannot be written/);
    expect(message).toMatch(
      /^Service envoy-gateway-system\/envoy-apps-refused-\w+ cannot be written: spec\.LoadBalancerSourceRanges\[0\]: Invalid value: .*\. Correct EnvoyProxy\.spec\.provider\.kubernetes/,
    );
    expect(one.events).toContainEqual({
      kind: "problem",
      key: "apps/refused",
      problem: expect.objectContaining({ place: { field: "spec.LoadBalancerSourceRanges[0]" } }),
    });
    // What can be written is written all the same.
    await until(
      () => bed.cluster.api.request("GET", `${apps}/deployments`),
      ({ body }) =>
        body.items.some((item: { metadata: { name: string } }) => item.metadata.name.startsWith("envoy-apps-refused")),
    );
    serve(one, {}, "refused");
    await messageOf(one, "apps/refused", /No proxy is available yet/);
  });

  it("says which of the user's patches cannot be applied", async () => {
    const one = await bed.start();
    serve(one, withProvider({ envoyService: { patch: { type: "Other", value: {} } } }), "patched");
    expect(await messageOf(one, "apps/patched", /patch/)).toBe(
      "spec.provider.kubernetes.envoyService.patch must have the type StrategicMerge or JSONMerge",
    );
    serve(one, withProvider({ envoyDeployment: { patch: { value: { spec: { paused: "perhaps" } } } } }), "patched");
    expect(await messageOf(one, "apps/patched", /Deployment/)).toMatch(/cannot be written.*paused/);
  });

  it("asks for the rights that it lacks, and uses them when it has them", async () => {
    const kubeconfig = await bed.cluster.kubeconfigOf({ namespace: controllerNamespace, name: "sluice" });
    const grant = (name: string, rules: readonly object[]): Promise<void> =>
      bed.cluster.api.apply([
        { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name }, rules },
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRoleBinding",
          metadata: { name },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
          subjects: [{ kind: "ServiceAccount", namespace: controllerNamespace, name: "sluice" }],
        },
      ]);
    const kinds = [
      { apiGroups: [""], resources: ["serviceaccounts", "configmaps", "services"] },
      { apiGroups: ["apps"], resources: ["deployments", "daemonsets"] },
      { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"] },
      { apiGroups: ["policy"], resources: ["poddisruptionbudgets"] },
    ];
    const look = {
      apiGroups: ["gateway.networking.k8s.io"],
      resources: ["gatewayclasses", "gateways"],
      verbs: ["get"],
    };
    const pods = { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] };
    await grant("looks", [look, pods, ...kinds.map((kind) => ({ ...kind, verbs: ["get", "list", "watch"] }))]);
    const one = await bed.start({ kubeconfig });
    serve(one, {}, "rights");
    expect(await messageOf(one, "apps/rights", /ServiceAccount/)).toMatch(
      /^ServiceAccount \S+ cannot be written: .*Let the control plane's ServiceAccount create and patch serviceaccounts in namespace envoy-gateway-system\.$/,
    );
    await grant(
      "writes",
      kinds.map((kind) => ({ ...kind, verbs: ["create", "patch", "delete"] })),
    );
    // The authorizer takes a moment to learn.
    await until(
      async () => {
        serve(one, { annotations: { try: String(performance.now()) } }, "rights");
        await new Promise((resolve) => setTimeout(resolve, 200));
        return one.state("apps/rights")?.message ?? "";
      },
      (message) => message === "No proxy is available yet.",
    );
    one.infra.delete("apps/rights");
    await until(
      () => bed.cluster.api.request("GET", `${apps}/deployments`),
      ({ body }) =>
        !body.items.some((item: { metadata: { name: string } }) => item.metadata.name.startsWith("envoy-apps-rights")),
    );
  });

  it("says when it may not look, instead of taking everything for missing", async () => {
    const kubeconfig = await bed.cluster.kubeconfigOf({ namespace: controllerNamespace, name: "nobody" });
    const one = await bed.start({ kubeconfig });
    serve(one, {}, "blind");
    await until(
      () => one.events.filter(({ kind }) => kind === "problem").length,
      (count) => count >= 8,
    );
    expect(JSON.stringify(one.events)).toMatch(/Let the control plane's ServiceAccount list and watch deployments\./);
    expect(one.events.filter(({ kind }) => kind === "written")).toEqual([]);
  });

  it("waits for a quota, and says so", async () => {
    await bed.cluster.api.apply([
      {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: "few", namespace: controllerNamespace },
        spec: { hard: { "services.loadbalancers": "0" } },
      },
    ]);
    // What the controller manager counts.
    const hard = { "services.loadbalancers": "0" };
    await bed.cluster.api.request("PATCH", `${core}/resourcequotas/few/status`, { status: { hard, used: hard } });
    const one = await bed.start();
    serve(one, {}, "quota");
    const message = await messageOf(one, "apps/quota", /quota/);
    expect(message).toMatch(
      /^Service \S+ cannot be written: .*exceeded quota: few.*Raise the quota of namespace envoy-gateway-system/,
    );
    await bed.cluster.api.delete(`${core}/resourcequotas/few`);
    await until(
      async () => {
        serve(one, { annotations: { try: String(performance.now()) } }, "quota");
        await new Promise((resolve) => setTimeout(resolve, 200));
        return one.state("apps/quota")?.message ?? "";
      },
      (found) => !/quota/.test(found),
    );
  });

  it("overwrites nothing that belongs to somebody else", async () => {
    await bed.cluster.api.apply([
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "theirs", namespace: controllerNamespace },
        spec: { ports: [{ port: 1 }] },
      },
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "cloud-identity", namespace: controllerNamespace, annotations: { role: "reader" } },
      },
    ]);
    const one = await bed.start();
    serve(
      one,
      withProvider({ envoyService: { name: "theirs" }, envoyServiceAccount: { name: "cloud-identity" } }),
      "named",
    );
    expect(await messageOf(one, "apps/named", /belongs to somebody else/)).toMatch(
      /^Service envoy-gateway-system\/theirs exists and belongs to somebody else\. Delete it, or give/,
    );
    const service = await bed.cluster.api.get(`${core}/services/theirs`);
    expect(service.spec.ports).toHaveLength(1);
    expect(service.spec.ports[0].port).toBe(1);
    const account = await bed.cluster.api.get(`${core}/serviceaccounts/cloud-identity`);
    expect([account.metadata.annotations, account.metadata.labels]).toEqual([{ role: "reader" }, undefined]);
    one.infra.delete("apps/named");
    await until(
      () => bed.cluster.api.request("GET", `${apps}/deployments`),
      ({ body }) =>
        !body.items.some((item: { metadata: { name: string } }) => item.metadata.name.startsWith("envoy-apps-named")),
    );
    expect(await bed.cluster.api.get(`${core}/serviceaccounts/cloud-identity`)).toBeDefined();
  });

  it("says what keeps pods from serving", async () => {
    const one = await bed.start();
    serve(one, {}, "pods");
    const made = await until(
      () => bed.cluster.api.request("GET", `${apps}/deployments`),
      ({ body }) =>
        body.items.some((item: { metadata: { name: string } }) => item.metadata.name.startsWith("envoy-apps-pods")),
    );
    const { metadata, spec } = made.body.items.find((item: { metadata: { name: string } }) =>
      item.metadata.name.startsWith("envoy-apps-pods"),
    );
    // What the scheduler and the kubelet would do.
    await bed.cluster.api.apply([
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "envoy-pod", namespace: controllerNamespace, labels: metadata.labels },
        spec: spec.template.spec,
      },
    ]);
    const pod = `${core}/pods/envoy-pod/status`;
    await bed.cluster.api.request("PATCH", pod, {
      status: {
        conditions: [
          { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes are available." },
        ],
      },
    });
    expect(await messageOf(one, "apps/pods", /Pod/)).toBe(
      "Pod envoy-gateway-system/envoy-pod cannot be scheduled: 0/1 nodes are available.",
    );
    await bed.cluster.api.request("PATCH", pod, {
      status: {
        conditions: [{ type: "PodScheduled", status: "True" }],
        containerStatuses: [
          {
            name: "envoy",
            image: "x",
            imageID: "",
            ready: false,
            restartCount: 0,
            state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } },
          },
        ],
      },
    });
    expect(await messageOf(one, "apps/pods", /container/)).toBe(
      "Pod envoy-gateway-system/envoy-pod, container envoy: ImagePullBackOff: no such image",
    );
    await bed.cluster.api.request("DELETE", `${core}/pods/envoy-pod?gracePeriodSeconds=0`);
    await messageOf(one, "apps/pods", /No proxy is available yet/);
  });

  it("does not fight with a webhook that has the last word", async () => {
    const from = new Date();
    const authority = await issueAuthority({ from, days: 1 });
    const pair = await issuePair(authority, { use: "server", names: ["localhost"] }, { from, days: 1 });
    const patch = [{ op: "replace", path: "/spec/template/spec/terminationGracePeriodSeconds", value: 7 }];
    const webhook = createServer({ cert: pair.certificate, key: pair.privateKey }, (request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        const { uid } = JSON.parse(text).request;
        const answer = {
          uid,
          allowed: true,
          patchType: "JSONPatch",
          patch: Buffer.from(JSON.stringify(patch)).toString("base64"),
        };
        response.end(JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer }));
      });
    });
    await new Promise<void>((resolve) => webhook.listen(0, "127.0.0.1", resolve));
    const { port } = webhook.address() as AddressInfo;
    const path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/stubborn";
    try {
      await bed.cluster.api.apply([
        {
          apiVersion: "admissionregistration.k8s.io/v1",
          kind: "MutatingWebhookConfiguration",
          metadata: { name: "stubborn" },
          webhooks: [
            {
              name: "stubborn.example.com",
              admissionReviewVersions: ["v1"],
              sideEffects: "None",
              clientConfig: {
                url: `https://localhost:${port}/`,
                caBundle: Buffer.from(authority.certificate).toString("base64"),
              },
              rules: [
                {
                  apiGroups: ["apps"],
                  apiVersions: ["v1"],
                  operations: ["CREATE", "UPDATE"],
                  resources: ["deployments"],
                },
              ],
            },
          ],
        },
      ]);
      const one = await bed.start();
      // The API server takes a moment to learn of a webhook.
      const message = await until(
        async () => {
          serve(one, { annotations: { try: String(performance.now()) } }, "stubborn");
          await new Promise((resolve) => setTimeout(resolve, 300));
          return one.state("apps/stubborn")?.message ?? "";
        },
        (found) => /somebody changes/.test(found),
      );
      expect(message).toMatch(
        /^Deployment \S+: somebody changes spec\.template\.spec\.terminationGracePeriodSeconds whenever it is written\. Look for an admission webhook/,
      );
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const writes = one.events.filter(({ kind }) => kind === "written").length;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(one.events.filter(({ kind }) => kind === "written")).toHaveLength(writes);
    } finally {
      await bed.cluster.api.delete(path);
      webhook.closeAllConnections();
      webhook.close();
    }
  });

  it("keeps states and catches up when the API server is away", async () => {
    const one = await bed.start();
    serve(one, {}, "away");
    await messageOf(one, "apps/away", /No proxy is available yet/);
    await bed.cluster.apiserver.stop("SIGKILL");
    serve(one, { annotations: { later: "1" } }, "away");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(one.state("apps/away")).toMatchObject({ wanted: 1 });
    await until(
      () => one.events.filter(({ kind }) => kind === "problem").length,
      (count) => count > 0,
    );
    await bed.cluster.apiserver.start();
    await until(
      () => bed.cluster.api.request("GET", `${apps}/deployments`),
      ({ body }) =>
        body.items.some(
          (item: { metadata: { annotations?: Record<string, string> } }) => item.metadata.annotations?.later === "1",
        ),
      60_000,
    );
    await messageOf(one, "apps/away", /No proxy is available yet/);
  }, 90_000);
});
