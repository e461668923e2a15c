// Names of Services under cluster.local; no other name exists.
import dgram from "node:dgram";
import { createServer, isIPv4 } from "node:net";
import { keyOf, slicesByService } from "./endpoints.mjs";

function resolve(name, services, slices) {
  const labels = name.toLowerCase().replace(/\.$/, "").split(".");
  if (labels.slice(-3).join(".") !== "svc.cluster.local") return undefined;
  const [service, namespace] = labels.slice(0, -3).slice(-2);
  const host = labels.length > 5 ? labels.slice(0, -5).join(".") : undefined;
  const found = [...services].find((each) => keyOf(each) === `${namespace}/${service}`);
  if (found === undefined) return undefined;
  const { clusterIP, clusterIPs = [clusterIP] } = found.spec;
  if (clusterIP && clusterIP !== "None" && host === undefined) return clusterIPs.filter(isIPv4);
  const endpoints = (slicesByService(slices).get(`${namespace}/${service}`) ?? [])
    .filter(({ addressType }) => addressType === "IPv4")
    .flatMap((slice) => slice.endpoints ?? [])
    .filter(({ conditions, hostname }) => conditions?.ready !== false && (host === undefined || hostname === host));
  return [...new Set(endpoints.flatMap(({ addresses }) => addresses))];
}

/** The answer to a query. */
export function answer(query, services, slices) {
  const labels = [];
  let at = 12;
  while (query[at]) {
    labels.push(query.toString("latin1", at + 1, at + 1 + query[at]));
    at += query[at] + 1;
  }
  const addresses = resolve(labels.join("."), services, slices);
  const isA = query.readUInt16BE(at + 1) === 1;
  const list = isA ? (addresses ?? []) : [];
  const head = Buffer.from(query.subarray(0, 12));
  // A response, authoritative; NXDOMAIN for unknown names.
  head.writeUInt16BE(0x8580 | (addresses === undefined ? 3 : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(list.length, 6);
  head.writeUInt32BE(0, 8);
  const records = list.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 2, 0, 4, ...address.split(".").map(Number)]),
  );
  return Buffer.concat([head, query.subarray(12, at + 5), ...records]);
}

/** Serves DNS at an address. */
export function serveDns(address, ask) {
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, { port, address: from }) => {
    try {
      socket.send(ask(query), port, from);
    } catch (error) {
      console.error("dns:", error.message);
    }
  });
  socket.bind(53, address);
  createServer((connection) => {
    connection.on("error", () => {});
    connection.on("data", (data) => {
      const response = ask(data.subarray(2));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(response.length);
      connection.write(Buffer.concat([length, response]));
    });
  }).listen(53, address);
}
