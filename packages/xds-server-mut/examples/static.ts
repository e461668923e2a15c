import { readFileSync } from "node:fs";
import { collect } from "@sluice/collections";
import { fromJson } from "@sluice/protos";
import { serveXds, toResource } from "@sluice/xds-server";

// envoy.json: listeners, route configurations, clusters, … as Envoy's JSON, each with its "@type".
const file: { name: string }[] = JSON.parse(readFileSync("envoy.json", "utf8"));
const lists = { resources: file.map((json) => toResource({ fleet: "edge", name: json.name, ...fromJson(json) })) };
const { resources } = collect(lists).collections;
const server = serveXds({ resources, address: process.env.XDS ?? "127.0.0.1:18000" });
server.events$.subscribe((event) => console.log(event.kind));
console.log(`xDS for nodes of the cluster "edge": ${await server.address}`);
