// A control plane with a resource type of its own: rate plans, for a sidecar that is no Envoy. The server needs to know nothing of a type: bytes go out
// as they are, to who asks for its URL, and `needs` and `brings` hold for it as for any other.
import { createGraph } from "@sluice/collections";
import { type EncodedResource, encode, fromJson } from "@sluice/protos";
import { Struct } from "@sluice/protos/google/protobuf/struct";
import { serveXds, toResource, xdsTypes } from "@sluice/xds-server";

/** What this program calls its type; its bytes are a google.protobuf.Struct, and could be anything. */
const ratePlanType = "type.googleapis.com/acme.billing.v1.RatePlan";

function ratePlan(name: string, plan: { readonly perSecond: number; readonly meteredBy: string }): EncodedResource {
  const value = encode(Struct, Struct.wrap(plan));
  // A sidecar asks the meter at once: the plan waits until the sidecar has ACKed the meter's cluster.
  const needs = [{ typeUrl: xdsTypes.cluster, name: plan.meteredBy }];
  return toResource({ fleet: "sidecars", typeUrl: ratePlanType, name, value, needs });
}

function cluster(name: string): EncodedResource {
  const { typeUrl, value } = fromJson({ "@type": xdsTypes.cluster, name, connectTimeout: "1s", type: "STATIC" });
  return toResource({ fleet: "sidecars", typeUrl, name, value });
}

const source = createGraph().source<EncodedResource>("resources");
source.replace([cluster("meter"), ratePlan("free", { perSecond: 1, meteredBy: "meter" })]);
source.markSynced();
const server = serveXds({ resources: source, address: process.env.XDS ?? "127.0.0.1:18000" });
server.events$.subscribe((event) => {
  if (event.kind === "held")
    console.log(`${event.resource.name} waits for ${event.waitingFor.map(({ name }) => name)}`);
});
console.log(`xDS for nodes of the cluster "sidecars": ${await server.address}`);

// Later changes travel by themselves: here on every SIGHUP.
let perSecond = 1;
process.on("SIGHUP", () => source.set(ratePlan("free", { perSecond: ++perSecond, meteredBy: "meter" })));
