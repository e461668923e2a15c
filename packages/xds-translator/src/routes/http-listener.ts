import type { HttpListener, Listener, Origin } from "@sluice/ir";
import { routeConfigOf, speaksQuic } from "../listeners/listener.ts";

/** What routes and virtual hosts need to know of their listener and of those it shares a port with. */
export interface HttpListenerFacts {
  /** `<fleet>|<name>` */
  readonly key: string;
  readonly fleet: string;
  readonly name: string;
  readonly hostname: string;
  readonly order: string;
  readonly origin: Origin;
  /** The route configuration that its virtual hosts are part of. */
  readonly routeConfig: string;
  readonly preserveRouteOrder: boolean;
  /** The port on which clients find HTTP/3, to be advertised by every response. */
  readonly altSvc?: number;
}

/** The facts about one listener; `members` are the listeners of its port, in the order in which they were made. */
export function toHttpListenerFacts(listener: HttpListener, members: readonly Listener[]): HttpListenerFacts {
  const { key, fleet, name, hostname, order, origin, preserveRouteOrder } = listener;
  const http3 = speaksQuic(listener) ? members.find(hasHttp3) : undefined;
  return {
    key,
    fleet,
    name,
    hostname,
    order,
    origin,
    routeConfig: routeConfigOf(listener, members),
    preserveRouteOrder,
    ...(http3?.features.http3 ? { altSvc: http3.features.http3.advertisedPort } : {}),
  };
}

function hasHttp3(listener: Listener): listener is HttpListener {
  return listener.kind === "http" && listener.features.http3 !== undefined;
}
