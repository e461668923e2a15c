import { networkInterfaces } from "node:os";
import type { FleetState } from "@sluice/ir";

/** A Gateway's status holds this many. */
const limit = 16;

/** The addresses of this machine, loopback first; IPv6 link-local ones mean nothing elsewhere and are left out. */
export function localAddresses(): FleetState["addresses"] {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = found.filter(({ internal, family }) => !internal && family === "IPv4").map(({ address }) => address);
  const values = ["127.0.0.1", ...[...new Set(outside)].sort()].slice(0, limit);
  return values.map((value) => ({ type: "IPAddress", value }));
}
