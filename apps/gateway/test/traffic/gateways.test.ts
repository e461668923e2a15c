import type { ListenerSet } from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { makeAuthority } from "./certificates.ts";
import { send } from "./client.ts";
import { startHttpBackend } from "./http-backend.ts";
import {
  classOfSluice,
  envoyProxy,
  gateway,
  gatewayClass,
  httpRoute,
  listenerSet,
  type Manifest,
  namespace,
  referenceGrant,
  service,
  tlsSecret,
  to,
} from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

const names = ["web", "set", "tls", "second", "merged", "foreign", "uninvited"] as const;

describeTraffic("Gateways", (traffic) => {
  let port: Ports;
  let ca = "";
  let manifests: readonly Manifest[] = [];

  beforeAll(async () => {
    const ports = await freePorts(names.length);
    port = Object.fromEntries(names.map((name, i) => [name, ports[i]])) as Ports;
    const authority = await makeAuthority();
    ca = authority.cert;
    const blue = await traffic.run(startHttpBackend("blue"));
    manifests = [
      ...gateways(port),
      ...listenerSets(port),
      tlsSecret("gateway", await authority.issue("gateway.test")),
      tlsSecret("team", await authority.issue("team.test"), { namespace: "team" }),
      namespace("team", { routes: "welcome" }),
      namespace("strangers"),
      referenceGrant(
        "routes",
        {
          from: ["team", "strangers"].map((from) => ({
            group: "gateway.networking.k8s.io",
            kind: "HTTPRoute",
            namespace: from,
          })),
          to: [{ group: "", kind: "Service" }],
        },
        {},
      ),
      ...service("blue", blue.port),
      ...routes,
    ];
    await traffic.serve(manifests, [port.web, port.set, port.tls, port.second, port.merged]);
  });

  /** Which route answers; the status where none does; nothing where nobody listens; another error's code. */
  const routeAt = async (at: number, host: string, tls?: { ca: string }): Promise<string | number | undefined> => {
    try {
      const { status, headers } = await send({ port: at, host, ...(tls ? { tls } : {}) });
      return status === 200 ? String(headers["x-route"]) : status;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === "ECONNREFUSED" ? undefined : code;
    }
  };

  it("of one class have ports and routes of their own", async () => {
    expect(await routeAt(port.web, "web.test")).toBe("web");
    expect(await routeAt(port.second, "second.test")).toBe("second");
    expect(await routeAt(port.second, "web.test")).toBe(404);
    expect(await routeAt(port.web, "second.test")).toBe(404);
  });

  it("of a class that merges share ports, by hostname", async () => {
    expect(await routeAt(port.merged, "m1.test")).toBe("m1");
    expect(await routeAt(port.merged, "m2.test")).toBe("m2");
  });

  it("of another controller's class are not served", async () => {
    expect(await routeAt(port.foreign, "foreign.test")).toBeUndefined();
  });

  it("take routes of the namespaces that a listener allows", async () => {
    expect(await routeAt(port.web, "a.team.test")).toBe("welcome");
    expect(await routeAt(port.web, "b.team.test")).toBe(404);
  });

  it("take listeners of ListenerSets, which have their own routes", async () => {
    expect(await routeAt(port.set, "set.test")).toBe("set");
    expect(await routeAt(port.set, "web.test")).toBe(404);
    expect(await routeAt(port.web, "set.test")).toBe(404);
  });

  it("take a team's listener, with its certificate, onto a port that they have", async () => {
    expect(await routeAt(port.tls, "gateway.test", { ca })).toBe("gateway");
    expect(await routeAt(port.tls, "team.test", { ca })).toBe("team");
  });

  it("win against a ListenerSet that wants the same port and hostname", async () => {
    expect(await routeAt(port.web, "only.test")).toBe("only of the Gateway");
  });

  it("take no ListenerSet of a namespace that they do not allow", async () => {
    expect(await routeAt(port.uninvited, "uninvited.test")).toBeUndefined();
  });

  it("stop to listen when they are gone, and leave the others alone", async () => {
    traffic.write(manifests.filter(({ kind, metadata }) => kind !== "Gateway" || metadata.name !== "second"));
    await traffic.until(async () => (await routeAt(port.second, "second.test")) === undefined);
    expect(await routeAt(port.web, "web.test")).toBe("web");
    expect(await routeAt(port.merged, "m1.test")).toBe("m1");
  });
});

type Ports = Readonly<Record<(typeof names)[number], number>>;

function http(name: string, port: number, hostname?: string) {
  return { name, protocol: "HTTP", port, ...(hostname === undefined ? {} : { hostname }) };
}

function gateways(port: Ports): readonly Manifest[] {
  const parametersRef = { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "merging", namespace: "default" };
  const welcome = { namespaces: { from: "Selector", selector: { matchLabels: { routes: "welcome" } } } } as const;
  return [
    classOfSluice,
    gatewayClass("merging", { parametersRef }),
    envoyProxy("merging", { mergeGateways: true }),
    gatewayClass("foreign", { controllerName: "example.com/other" }),
    gateway(
      "web",
      [
        http("http", port.web),
        http("only", port.web, "only.test"),
        { ...http("welcome", port.web, "*.team.test"), allowedRoutes: welcome },
        {
          name: "https",
          protocol: "HTTPS",
          port: port.tls,
          hostname: "gateway.test",
          tls: { certificateRefs: [{ name: "gateway" }] },
        },
      ],
      { allowedListeners: { namespaces: { from: "Selector", selector: { matchLabels: { routes: "welcome" } } } } },
    ),
    gateway("second", [http("http", port.second)]),
    gateway("m1", [http("http", port.merged, "m1.test")], { gatewayClassName: "merging" }),
    gateway("m2", [http("http", port.merged, "m2.test")], { gatewayClassName: "merging" }),
    gateway("foreign", [http("http", port.foreign)], { gatewayClassName: "foreign" }),
  ];
}

function listenerSets(port: Ports): readonly Manifest[] {
  const set = (name: string, of: string, listeners: ListenerSet["spec"]["listeners"]) =>
    listenerSet(name, { parentRef: { name: "web", namespace: "default" }, listeners }, { namespace: of });
  return [
    set("set", "team", [http("http", port.set)]),
    set("team", "team", [
      {
        name: "https",
        protocol: "HTTPS",
        port: port.tls,
        hostname: "team.test",
        tls: { certificateRefs: [{ name: "team" }] },
      },
    ]),
    set("rival", "team", [http("only", port.web, "only.test")]),
    set("uninvited", "strangers", [http("http", port.uninvited)]),
  ];
}

interface On {
  readonly host: string;
  /** A Gateway by name, or `ListenerSet/<name>`; with `#<listener>`. */
  readonly parent: string;
  readonly namespace?: string;
}

/** A route that marks its answers with its name. */
function on(name: string, { host, parent, namespace: own = "default" }: On): Manifest {
  const [path = "", sectionName] = parent.split("#");
  const [first = "", second] = path.split("/");
  const [kind, target] = second === undefined ? ["Gateway", first] : [first, second];
  return httpRoute(
    name.replaceAll(" ", "-").toLowerCase(),
    {
      parentRefs: [
        {
          kind,
          name: target,
          namespace: kind === "Gateway" ? "default" : own,
          ...(sectionName === undefined ? {} : { sectionName }),
        },
      ],
      hostnames: [host],
      rules: [
        {
          filters: [
            { type: "ResponseHeaderModifier", responseHeaderModifier: { set: [{ name: "x-route", value: name }] } },
          ],
          backendRefs: [to("blue", { namespace: "default" })],
        },
      ],
    },
    { namespace: own },
  );
}

const routes = [
  on("web", { host: "web.test", parent: "web#http" }),
  on("second", { host: "second.test", parent: "second" }),
  on("m1", { host: "m1.test", parent: "m1" }),
  on("m2", { host: "m2.test", parent: "m2" }),
  on("foreign", { host: "foreign.test", parent: "foreign" }),
  on("welcome", { host: "a.team.test", parent: "web#welcome", namespace: "team" }),
  on("stranger", { host: "b.team.test", parent: "web#welcome", namespace: "strangers" }),
  on("gateway", { host: "gateway.test", parent: "web#https" }),
  on("only of the Gateway", { host: "only.test", parent: "web#only" }),
  on("set", { host: "set.test", parent: "ListenerSet/set", namespace: "team" }),
  on("team", { host: "team.test", parent: "ListenerSet/team", namespace: "team" }),
  on("only of the set", { host: "only.test", parent: "ListenerSet/rival", namespace: "team" }),
  on("uninvited", { host: "uninvited.test", parent: "ListenerSet/uninvited", namespace: "strangers" }),
];
