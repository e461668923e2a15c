// A control plane in a process of its own, so that a test can kill it: node restart-program.ts PORT TIMEOUT
import { createGraph } from "@sluice/collections";
import type { EncodedResource } from "@sluice/protos";
import { serveXds } from "../src/index.ts";
import { cluster, endpoints, listener, routes } from "./resources.ts";

const [port = 0, timeout = 5] = process.argv.slice(2).map(Number);
const graph = createGraph();
const source = graph.source<EncodedResource>("resources");
const server = serveXds({ resources: source, address: "127.0.0.1:0", graph });
server.events$.subscribe((event) => {
  if (event.kind === "streamOpened") process.send?.({ opened: event.node.id });
  if (event.kind === "sent") process.send?.({ sent: event.resources.map(({ name }) => name) });
});
process.send?.({ address: await server.address });
// Proxies are there before the resources, as after a restart.
setTimeout(() => {
  source.replace([
    ...["one", "two"].flatMap((name) => [cluster(name, name === "two" ? timeout : 5), endpoints(name, port)]),
    routes("web", { a: "one", b: "two" }),
    listener("web", "web"),
  ]);
  source.markSynced();
}, 200);
process.on("disconnect", () => process.exit());
