import type { Collected, Index, Read } from "@sluice/collections";
import type { Endpoint, EndpointGroup } from "@sluice/ir";
import type { Backend, EndpointSlice, Resources, Endpoint as SliceEndpoint } from "@sluice/resources";
import type { DestinationMember, EndpointSource } from "./destination.ts";

/** What endpoints are read from. */
export interface EndpointScope {
  readonly read: Read;
  readonly resources: Collected<Resources>;
  readonly slices: Index<EndpointSlice>;
}

/** The endpoints of one member of a destination as they are now. */
export function toEndpointGroup(
  { name, origin, weight, priority, source }: DestinationMember,
  scope: EndpointScope,
): EndpointGroup {
  return { name, origin, weight, priority, endpoints: endpointsOf(source, scope) };
}

function endpointsOf(source: EndpointSource, { read, resources, slices }: EndpointScope): readonly Endpoint[] {
  switch (source.kind) {
    case "slices":
      return fromSlices(read.by(slices, source.owner), source);
    case "addresses":
      return source.ips.map((ip) => ({ address: { kind: "ip", ip, port: source.port }, draining: false }));
    case "backend": {
      const backend = read.get(resources.Backend, source.key);
      return backend === undefined ? [] : fromBackend(backend);
    }
    case "none":
      return [];
  }
}

/** Endpoints for a port, sorted by address. An address that two slices hold counts once, serving before draining. */
function fromSlices(
  slices: readonly EndpointSlice[],
  { portName, protocol }: { readonly portName: string; readonly protocol: string },
): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const slice of slices) {
    const ports = (slice.ports ?? []).filter(
      (port) => (port.name ?? "") === portName && (port.protocol ?? "TCP") === protocol && port.port !== undefined,
    );
    for (const endpoint of slice.endpoints ?? []) {
      const state = stateOf(endpoint);
      if (state === "gone") continue;
      const draining = state === "draining";
      for (const { port } of ports)
        for (const address of endpoint.addresses) {
          const key = `${address} ${String(port).padStart(5, "0")}`;
          const known = found.get(key);
          if (known !== undefined && !known.draining) continue;
          found.set(key, {
            address:
              slice.addressType === "FQDN"
                ? { kind: "fqdn", hostname: address, port: port! }
                : { kind: "ip", ip: address, port: port! },
            ...(endpoint.zone === undefined ? {} : { zone: endpoint.zone }),
            draining,
          });
        }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, endpoint]) => endpoint);
}

/**
 * Whether an endpoint may get requests. One that is terminating gets some only where no other is left; one that does not serve never
 * does, or a Service without a ready endpoint would not answer 503. What says nothing counts as ready (EndpointConditions).
 */
function stateOf({ conditions }: SliceEndpoint): "ready" | "draining" | "gone" {
  const { ready = true, serving = ready, terminating = false } = conditions ?? {};
  if (!ready && !serving) return "gone";
  return terminating || !ready ? "draining" : "ready";
}

/** Endpoints of a Backend, in its order. */
function fromBackend({ spec }: Backend): readonly Endpoint[] {
  return (spec.endpoints ?? []).flatMap(({ ip, fqdn, unix, hostname, zone }): Endpoint[] => {
    const address: Endpoint["address"] | undefined =
      ip !== undefined
        ? { kind: "ip", ip: ip.address, port: ip.port }
        : fqdn !== undefined
          ? { kind: "fqdn", hostname: fqdn.hostname, port: fqdn.port }
          : unix !== undefined
            ? { kind: "unix", path: unix.path }
            : undefined;
    if (address === undefined) return [];
    return [
      {
        address,
        ...(hostname === undefined ? {} : { hostname }),
        ...(zone === undefined ? {} : { zone }),
        draining: false,
      },
    ];
  });
}
