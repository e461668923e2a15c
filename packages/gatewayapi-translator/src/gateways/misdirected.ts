import type { HttpRouteSet, Listener } from "@sluice/ir";
import { anyHost, covers } from "./hostname.ts";
import type { ResolvedListener } from "./resolved-listener.ts";

/**
 * What an HTTPS listener answers to requests for the hosts of its neighbours: 421, so that the client comes again on a connection
 * with the right server name (Gateway API, `Listener.hostname`; RFC 9110, 15.5.20). Clients that reuse connections send such
 * requests wherever a certificate is good for more than its own listener.
 */
export function refuseMisdirected({ checked, neighbours }: ResolvedListener, ir: Listener): readonly HttpRouteSet[] {
  if (ir.kind !== "http" || neighbours.length === 0) return [];
  const { name, fleet, origin, hostname: own } = ir;
  const set = (hostname: string, routes: HttpRouteSet["routes"]): HttpRouteSet => ({
    key: `${fleet}|${name}|${hostname}|neighbour`,
    fleet,
    listener: name,
    hostname,
    origin,
    routes,
    age: checked.entry.order,
    grpc: false,
  });
  const refused = neighbours.map((hostname) =>
    set(hostname, [
      {
        name: `${name}/misdirected/${hostname.replaceAll(".", "_")}`,
        origin,
        match: { headers: [], queryParams: [], cookies: [] },
        action: { kind: "respond", statusCode: 421 },
        features: {},
      },
    ]),
  );
  // What the listener has no route for is not found here, whoever takes the rest.
  const shadowed = neighbours.some((other) => other === anyHost || (other.startsWith("*") && covers(other, own)));
  return shadowed ? [...refused, set(own, [])] : refused;
}
