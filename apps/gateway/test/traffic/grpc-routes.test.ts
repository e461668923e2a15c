import type { GRPCRoute } from "@sluice/resources";
import { freePorts } from "@sluice/testkit/running-gateway";
import { beforeAll, expect, it } from "vitest";
import { sendHttp2 } from "./client.ts";
import { type GrpcBackend, startGrpcBackend } from "./grpc-backend.ts";
import { callChat, callCount, callUnary } from "./grpc-client.ts";
import { classOfSluice, gateway, grpcRoute, service, to } from "./manifests.ts";
import { describeTraffic } from "./traffic.ts";

const shop = "shop.v1.Cart";
const bank = "bank.v1.Account";

describeTraffic("GRPCRoutes", (traffic) => {
  let port = 0;
  let copy: GrpcBackend;

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    const [blue, green, mirror] = await Promise.all(
      ["blue", "green", "copy"].map((name) => traffic.run(startGrpcBackend(name, [shop, bank]))),
    );
    copy = mirror!;
    await traffic.serve(
      [
        classOfSluice,
        gateway("web", [{ name: "grpc", protocol: "HTTP", port }]),
        ...service("blue", blue!.port),
        ...service("green", green!.port),
        ...service("copy", copy.port),
        ...service("empty", 1, { endpoints: [] }),
        ...routes,
      ],
      [port],
    );
  });

  const say = async (
    host: string,
    called: { service?: string; method?: "say" | "whisper" | "fail"; headers?: Record<string, string> } = {},
  ) => {
    const { service = shop, method = "say", headers = {} } = called;
    return callUnary({ port, host, service, headers }, method, "hello");
  };

  it("carry unary calls with their headers and trailers", async () => {
    const { answer, trailers } = await say("plain.test");
    expect(answer).toBe("blue:hello");
    expect(trailers?.get("x-trailer")).toEqual(["blue"]);
  });

  it("carry the status of a call that fails", async () => {
    expect((await say("plain.test", { method: "fail" })).answer).toBe("8 blue has none");
  });

  it("carry a server's stream and both directions at once", async () => {
    const called = { port, host: "plain.test", service: shop };
    expect(await callCount(called, 200)).toEqual(Array.from({ length: 200 }, (_, i) => `blue:${i + 1}`));
    expect(await callChat(called, ["a", "b", "c"])).toEqual(["blue:a", "blue:b", "blue:c"]);
  });

  it.each<[string, Parameters<typeof say>[1], string]>([
    ["a service and method", { method: "whisper" }, "green:hello"],
    ["another method of the service", {}, "blue:hello"],
    ["a service", { service: bank }, "green:hello"],
    ["a header", { headers: { "x-tier": "gold" } }, "green:hello"],
    ["a header's regular expression", { headers: { "x-build": "v12" } }, "green:hello"],
    ["another value of a header", { headers: { "x-tier": "silver" } }, "blue:hello"],
  ])("choose by %s", async (_title, called, expected) => {
    expect((await say("matches.test", called)).answer).toBe(expected);
  });

  it("choose by regular expressions of service and method", async () => {
    expect((await say("regex.test", { method: "whisper" })).answer).toBe("green:hello");
    expect((await say("regex.test", { service: bank })).answer).toMatch(/^12 /);
  });

  it("answer UNIMPLEMENTED for what no rule has", async () => {
    expect((await say("only-cart.test", { service: bank })).answer).toMatch(/^12 /);
    expect((await say("unknown.test")).answer).toMatch(/^12 /);
  });

  it("fail without a backend, and with UNAVAILABLE without endpoints", async () => {
    // As Envoy Gateway does: 500 in HTTP is UNKNOWN in gRPC. The Gateway API asks for UNAVAILABLE here, too.
    expect((await say("missing.test")).answer).toMatch(/^(2|14) /);
    expect((await say("empty.test")).answer).toMatch(/^14 /);
  });

  it("change headers, and mirror", async () => {
    const before = copy.seen.length;
    const { answer, headers } = await say("filters.test", { headers: { "x-secret": "1" } });
    expect(answer).toBe("blue:hello");
    expect(headers?.get("x-from")).toEqual(["gateway"]);
    await traffic.until(async () => copy.seen.length > before);
    expect(copy.seen.at(-1)?.getMap()).toMatchObject({ "x-new": "set" });
    expect(copy.seen.at(-1)?.get("x-secret")).toEqual([]);
  });

  it("split by weight", async () => {
    const counts: Record<string, number> = {};
    for (let i = 0; i < 60; i++) {
      const { answer } = await say("weights.test");
      counts[answer] = (counts[answer] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(["blue:hello", "green:hello"]);
  });

  it("speak gRPC-Web to browsers", async () => {
    const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, 5]), Buffer.from("hello")]);
    const received = await sendHttp2({
      port,
      host: "plain.test",
      method: "POST",
      path: `/${shop}/Say`,
      headers: { "content-type": "application/grpc-web+proto", "x-grpc-web": "1" },
      body: frame.toString(),
    });
    expect(received.headers["content-type"]).toBe("application/grpc-web+proto");
    expect(received.body).toContain("blue:hello");
    expect(received.body).toContain("grpc-status:0");
  });
});

type Rule = NonNullable<GRPCRoute["spec"]["rules"]>[number];

function route(name: string, ...rules: readonly Rule[]) {
  return grpcRoute(name, { hostnames: [`${name}.test`], rules });
}

const blue = [to("blue")];
const green = [to("green")];

const routes = [
  route("plain", { backendRefs: blue }),
  route(
    "matches",
    { matches: [{ method: { service: shop } }], backendRefs: blue },
    { matches: [{ method: { service: shop, method: "Whisper" } }, { method: { service: bank } }], backendRefs: green },
    {
      matches: [
        { method: { service: shop }, headers: [{ name: "x-tier", value: "gold" }] },
        { method: { service: shop }, headers: [{ type: "RegularExpression", name: "x-build", value: "v\\d+" }] },
      ],
      backendRefs: green,
    },
  ),
  route("regex", {
    matches: [{ method: { type: "RegularExpression", service: "shop\\..*", method: "(Say|Whisper)" } }],
    backendRefs: green,
  }),
  route("only-cart", { matches: [{ method: { service: shop } }], backendRefs: blue }),
  route("missing", { backendRefs: [to("nowhere")] }),
  route("empty", { backendRefs: [to("empty")] }),
  route("filters", {
    filters: [
      {
        type: "RequestHeaderModifier",
        requestHeaderModifier: { set: [{ name: "x-new", value: "set" }], remove: ["x-secret"] },
      },
      { type: "ResponseHeaderModifier", responseHeaderModifier: { set: [{ name: "x-from", value: "gateway" }] } },
      { type: "RequestMirror", requestMirror: { backendRef: to("copy") } },
    ],
    backendRefs: blue,
  }),
  route("weights", { backendRefs: [to("blue"), to("green")] }),
];
