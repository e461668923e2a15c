import { describe, expect, it } from "vitest";
import { selfSigned } from "./certificate.ts";
import { World } from "./world.ts";

const group = "gateway.networking.k8s.io";

/** Listeners by name: protocol and port. */
function gateway(name: string, listeners: Readonly<Record<string, readonly [string, number]>>, more = {}): object {
  return {
    apiVersion: `${group}/v1`,
    kind: "Gateway",
    metadata: { name, namespace: "infra" },
    spec: {
      gatewayClassName: "sluice",
      allowedListeners: { namespaces: { from: "Same" } },
      listeners: toListeners(listeners),
      ...more,
    },
  };
}

function toListeners(listeners: Readonly<Record<string, readonly [string, number]>>): readonly object[] {
  const tls = { certificateRefs: [{ name: "cert" }] };
  return Object.entries(listeners).map(([name, [protocol, port]]) => ({
    name,
    protocol,
    port,
    ...(protocol === "HTTPS"
      ? { hostname: `${name}.test`, tls }
      : protocol === "HTTP"
        ? { hostname: `${name}.test` }
        : {}),
  }));
}

let age = 0;
function policy(name: string, target: string, spec: object = { http3: {} }): object {
  const [, kind, to, sectionName] = /^(\w+)\/([^#]+)#?(.*)$/.exec(target)!;
  const targetRef = { group, kind, name: to, ...(sectionName ? { sectionName } : {}) };
  const creationTimestamp = new Date(Date.UTC(2026, 0, 1, 0, 0, age++)).toISOString();
  return {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "ClientTrafficPolicy",
    metadata: { name, namespace: "infra", creationTimestamp },
    spec: { targetRefs: [targetRef], ...spec },
  };
}

function world(...objects: readonly object[]): World {
  const { chain, key } = selfSigned("a.test");
  const secret = { type: "kubernetes.io/tls", stringData: { "tls.crt": chain, "tls.key": key } };
  const all = [
    {
      apiVersion: `${group}/v1`,
      kind: "GatewayClass",
      metadata: { name: "sluice" },
      spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
    },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "infra" } },
    { apiVersion: "v1", kind: "Secret", metadata: { name: "cert", namespace: "infra" }, ...secret },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "ca", namespace: "infra" }, data: { "ca.crt": chain } },
    ...objects,
  ];
  return new World().apply(all.map((one) => JSON.stringify(one)).join("\n---\n"));
}

function withHttp3(of: World): readonly string[] {
  const listeners = of.translation.xds.listeners.list();
  return listeners.flatMap((one) => (one.kind === "http" && one.features.http3 !== undefined ? [one.name] : []));
}

interface Ancestor {
  readonly ancestorRef: { readonly name: string; readonly sectionName?: string };
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
}

function verdicts(of: World, name: string): readonly string[] {
  const ancestors = (of.status(`ClientTrafficPolicy/infra/${name}`)?.ancestors ?? []) as readonly Ancestor[];
  return ancestors.map(({ ancestorRef, conditions }) =>
    [ancestorRef.name, ancestorRef.sectionName, ...conditions.map((one) => `${one.type}=${one.status}/${one.reason}`)]
      .filter((part) => part !== undefined)
      .join(" "),
  );
}

const accepted = "Accepted=True/Accepted";
const listenerSet = (name: string, listeners: Parameters<typeof toListeners>[0]): object => ({
  apiVersion: `${group}/v1`,
  kind: "ListenerSet",
  metadata: { name, namespace: "infra" },
  spec: { parentRef: { name: "web" }, listeners: toListeners(listeners) },
});

describe("a ClientTrafficPolicy", () => {
  it("is for all listeners of its Gateway, and those of its ListenerSets", () => {
    const of = world(
      gateway("web", { a: ["HTTPS", 443], c: ["HTTP", 80] }),
      listenerSet("more", { b: ["HTTPS", 8443] }),
      policy("p", "Gateway/web"),
    );
    expect(withHttp3(of)).toEqual(["infra/web/a", "infra/web/infra/more/b"]);
    expect(verdicts(of, "p")).toEqual([`web ${accepted}`]);
    const ports = of.translation.infra.get("infra/web")?.listeners.flatMap((one) => one.ports);
    expect(ports?.map(({ servicePort, http3 }) => [servicePort, http3])).toEqual([
      [443, true],
      [80, undefined],
      [8443, true],
    ]);
  });

  it("stands back for those of a ListenerSet, and these for those of sections", () => {
    const of = world(
      gateway("web", { a: ["HTTPS", 443] }),
      listenerSet("more", { b: ["HTTPS", 8443], c: ["HTTPS", 9443] }),
      policy("p", "Gateway/web"),
      policy("set", "ListenerSet/more", {}),
      policy("section", "ListenerSet/more#c"),
    );
    expect(withHttp3(of)).toEqual(["infra/web/a", "infra/web/infra/more/c"]);
    expect(verdicts(of, "p")).toEqual([`web ${accepted} Overridden=True/Overridden`]);
    expect(verdicts(of, "set")).toEqual([`more ${accepted} Overridden=True/Overridden`]);
    expect(verdicts(of, "section")).toEqual([`more c ${accepted}`]);
  });

  it("has a target alone if it is the oldest one, and takes its place when that goes", () => {
    const of = world(
      gateway("web", { a: ["HTTPS", 443] }),
      policy("old", "Gateway/web", {}),
      policy("new", "Gateway/web"),
    );
    expect(verdicts(of, "new")).toEqual(["web Accepted=False/Conflicted"]);
    expect(withHttp3(of)).toEqual([]);
    of.apply([], [{ kind: "ClientTrafficPolicy", namespace: "infra", name: "old" }]);
    expect(verdicts(of, "new")).toEqual([`web ${accepted}`]);
    expect(withHttp3(of)).toEqual(["infra/web/a"]);
  });

  it("says what it does not find, and nothing about what is not ours", () => {
    const of = world(gateway("web", { a: ["HTTPS", 443] }), policy("p", "Gateway/web#b"), policy("q", "Gateway/other"));
    expect(verdicts(of, "p")).toEqual(["web b Accepted=False/TargetNotFound"]);
    expect(of.status("ClientTrafficPolicy/infra/q")).toBeUndefined();
  });

  it("cannot be for one of several cleartext listeners of a port", () => {
    const of = world(gateway("web", { a: ["HTTP", 80], b: ["HTTP", 80] }), policy("p", "Gateway/web#a"));
    expect(verdicts(of, "p")).toEqual(["web a Accepted=False/Invalid"]);
    const whole = world(gateway("web", { a: ["HTTP", 80], b: ["HTTP", 80] }), policy("p", "Gateway/web"));
    expect(verdicts(whole, "p")).toEqual([`web ${accepted}`]);
  });

  it("leaves HTTP/3 off where clients' certificates are checked", () => {
    const caCertificateRefs = [{ group: "", kind: "ConfigMap", name: "ca" }];
    const tls = { frontend: { default: { validation: { caCertificateRefs } } } };
    const of = world(gateway("web", { a: ["HTTPS", 443] }, { tls }), policy("p", "Gateway/web"));
    expect(withHttp3(of)).toEqual([]);
    expect(verdicts(of, "p")).toEqual([`web ${accepted} Warning=True/UnsupportedHTTP3ClientValidation`]);
  });

  it("says which of its fields have no effect, in its status and in reports", () => {
    const inert = { http3: {}, path: { disableMergeSlashes: true } };
    const of = world(gateway("web", { a: ["HTTPS", 443] }), policy("p", "Gateway/web", inert));
    expect(verdicts(of, "p")).toEqual([`web ${accepted} Warning=True/NotTranslated`]);
    expect(of.translation.reports.list().map(({ about, problem }) => [about.name, problem.message])).toContainEqual([
      "p",
      "spec.path has no effect: Sluice does not translate it yet",
    ]);
  });
});
