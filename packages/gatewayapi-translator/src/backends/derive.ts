import type { Collection, Index } from "@sluice/collections";
import type { EndpointSlice } from "@sluice/resources";
import {
  missingAuthority,
  policyTargets,
  type TlsPolicy,
  toBackendTls,
  toTlsPolicy,
} from "../backend-features/backend-tls.ts";
import { type Base, derived } from "../base.ts";
import { envoyGatewayGroup } from "../ref.ts";
import { type BackendObject, toBackendObject } from "./backend.ts";
import { type BackendTarget, sliceOwner, toImportTarget, toServiceTarget } from "./target.ts";

/** Everything that traffic can be sent to. */
export interface DerivedBackends {
  readonly slices: Index<EndpointSlice>;
  readonly targets: Collection<BackendTarget>;
  readonly backends: Collection<BackendObject>;
  readonly tlsPolicies: Collection<TlsPolicy>;
  readonly tlsPoliciesByTarget: Index<TlsPolicy>;
}

/** Services, ServiceImports and Backends as routes see them, and the policies for TLS towards them. */
export function deriveBackends(base: Base): DerivedBackends {
  const { graph, resources, options } = base;
  const slices = graph.index(resources.EndpointSlice, "backend", sliceOwner);
  const tlsPolicies = derived(base, "backend-tls-policies", {
    from: resources.BackendTLSPolicy,
    to: (policy, read) => toTlsPolicy(policy, { read, resources, options }),
  });
  const tlsPoliciesByTarget = graph.index(tlsPolicies, "target", policyTargets);
  const backends = derived(base, "backends", {
    from: resources.Backend,
    to: (backend, read) => {
      const policies = read.by(tlsPoliciesByTarget, `${envoyGatewayGroup}/Backend/${backend.key}`);
      const authorityFlaw = missingAuthority(backend, policies);
      return toBackendObject(backend, toBackendTls(backend, { read, resources, options }), { options, authorityFlaw });
    },
  });
  const targets = graph.join<BackendTarget>("gatewayapi/backend-targets", [
    derived<import("@sluice/resources").Service, BackendTarget>(base, "services", {
      from: resources.Service,
      to: (service, read) => toServiceTarget(service, read, slices),
    }),
    derived<import("@sluice/resources").ServiceImport, BackendTarget>(base, "service-imports", {
      from: resources.ServiceImport,
      to: (imported, read) => toImportTarget(imported, read, slices),
    }),
    backends,
  ]);
  return { slices, targets, backends, tlsPolicies, tlsPoliciesByTarget };
}
