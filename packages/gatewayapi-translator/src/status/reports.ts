import type { Collection } from "@sluice/collections";
import type { ObjectRef, Origin, Problem, ProblemKind, Report } from "@sluice/ir";
import { type Resource, refOf, type Secret, secretData } from "@sluice/resources";
import { type AlgorithmFlaw, algorithmFlaws } from "../backend-features/tls-settings.ts";
import type { DerivedBackends } from "../backends/derive.ts";
import { type Base, derived } from "../base.ts";
import type { DerivedGateways } from "../gateways/derive.ts";
import { inertSettings } from "../gateways/envoy-proxy.ts";
import type { ListenerEntry } from "../gateways/listener-entry.ts";
import { isOcspResponse, stapleField } from "../gateways/ocsp.ts";
import { inertFields } from "../listener-features/table.ts";
import { gatewayGroup, keyOf } from "../ref.ts";
import type { BoundParent, RouteBinding } from "../routes/binding.ts";
import type { DerivedRoutes } from "../routes/derive.ts";
import { clientPolicyFaults } from "./client-policy-status.ts";
import { type Fault, toProblem } from "./condition.ts";
import {
  backendTlsSpellings,
  classSpellings,
  gatewaySpellings,
  listenerSpellings,
  policySpellings,
  routeSpellings,
} from "./conditions.ts";
import { inertFieldsOf, type PartlyInert } from "./inert-fields.ts";
import type { TargetViews } from "./target-views.ts";

/** Kinds that are read, but have no effect yet. */
const inertKinds = ["BackendTrafficPolicy", "SecurityPolicy", "EnvoyExtensionPolicy", "EnvoyPatchPolicy"] as const;

const partlyInertKinds = ["Gateway", "ListenerSet", "BackendTLSPolicy"] as const;

/** What is wrong with users' objects, as one list. */
export function deriveReports(
  base: Base,
  of: {
    readonly gateways: DerivedGateways;
    readonly backends: DerivedBackends;
    readonly routes: DerivedRoutes;
    readonly viewsOf: TargetViews;
  },
): Collection<Report> {
  const { gateways, backends, routes, viewsOf } = of;
  return base.graph.join<Report>("gatewayapi/reports", [
    derived(base, "reports/classes", {
      from: gateways.classes,
      to: ({ ref, fault }) => reportFaults(ref, listed(fault), (kind) => classSpellings[kind].problem),
    }),
    derived(base, "reports/gateways", {
      from: gateways.gateways,
      to: ({ key, ref, fault, proxy }, read) => {
        const faults = [...listed(fault), ...(read.get(gateways.gatewayTls, key)?.faults ?? [])];
        const inert =
          proxy === undefined ? [] : inertSettings(proxy.spec).map((setting) => withoutEffect(ref, setting));
        const algorithms = reportAlgorithms(ref, algorithmFlaws(proxy?.spec.backendTLS, "EnvoyProxy spec.backendTLS"));
        return [...reportFaults(ref, faults, (kind) => gatewaySpellings[kind].problem), ...inert, ...algorithms];
      },
    }),
    derived(base, "reports/metric-sinks", {
      from: gateways.metricSinks,
      to: ({ key, about, problems }) =>
        problems.map((problem) => ({
          key: `metric-sink ${key} ${problem.place?.field}`,
          about,
          severity: "error" as const,
          problem,
        })),
    }),
    derived(base, "reports/listeners", {
      from: gateways.listeners,
      to: ({ key, faults, checked }) =>
        reportFaults(ownerOf(checked.entry), faults, (kind) => listenerSpellings[kind].problem).map((report) => ({
          ...report,
          key: `${report.key} ${key}`,
        })),
    }),
    derived(base, "reports/routes", {
      from: routes.bindings,
      to: (binding) => reportFaults(binding.ref, faultsOf(binding), (kind) => routeSpellings[kind].problem),
    }),
    derived(base, "reports/backends", {
      from: backends.backends,
      to: ({ origin, fault }) => reportFaults(origin, listed(fault), (kind) => routeSpellings[kind].problem),
    }),
    derived(base, "reports/backend-algorithms", {
      from: base.resources.Backend,
      to: (backend) => reportAlgorithms(refOf(backend), algorithmFlaws(backend.spec.tls, "spec.tls")),
    }),
    derived(base, "reports/backend-tls-policies", {
      from: backends.tlsPolicies,
      to: ({ ref, fault }) => reportFaults(ref, listed(fault), (kind) => backendTlsSpellings[kind].problem),
    }),
    derived(base, "reports/client-traffic-policies", {
      from: gateways.clientPolicies.policies,
      to: (policy, read) => [
        ...reportFaults(
          policy.ref,
          clientPolicyFaults(policy, viewsOf(policy, read)),
          (kind) => policySpellings[kind].problem,
        ),
        ...inertFields(policy.spec).map((field) => withoutEffect(policy.ref, `spec.${field}`)),
      ],
    }),
    derived(base, "reports/secrets", { from: base.resources.Secret, to: reportStaple }),
    ...partlyInertKinds.map((kind) =>
      derived<PartlyInert, Report>(base, `reports/inert-fields/${kind}`, {
        from: base.resources[kind] as Collection<PartlyInert>,
        to: (object) => inertFieldsOf(object).map((field) => withoutEffect(refOf(object), field)),
      }),
    ),
    ...deriveLosers(base, routes),
    ...inertKinds.map((kind) =>
      derived<Resource, Report>(base, `reports/inert/${kind}`, {
        from: base.resources[kind] as Collection<Resource>,
        to: (policy) => withoutEffect(refOf(policy), `a ${kind}`),
      }),
    ),
  ]);
}

function reportAlgorithms(about: ObjectRef, flaws: readonly AlgorithmFlaw[]): readonly Report[] {
  return flaws.map(({ field, message }) => ({
    key: `algorithms ${keyOf(about)} ${field}`,
    about,
    severity: "error",
    problem: { kind: "invalidValue", message, remedy: "Use the names of BoringSSL.", place: { field } },
  }));
}

function reportStaple(secret: Secret): Report | undefined {
  const staple = secretData(secret, stapleField);
  if (staple === undefined || isOcspResponse(staple)) return undefined;
  const about = refOf(secret);
  const message = `Secret ${secret.key} is served without its OCSP staple: ${stapleField} is no OCSP response`;
  const remedy = `put the response of the authority in DER into ${stapleField}, or leave the field out`;
  return {
    key: `staple ${keyOf(about)}`,
    about,
    severity: "warning",
    problem: { kind: "invalidCertificate", message, remedy },
  };
}

/** Routes that lose to others are in order, but their owners may not expect it. */
function deriveLosers(base: Base, routes: DerivedRoutes): readonly Collection<Report>[] {
  return [
    derived(base, "reports/overlaps", {
      from: routes.overlaps,
      to: ({ key, routes: [winner, ...losers] }) => {
        const [listener, host] = key.split("|");
        const message = `${keyOf(winner!)} matches the same requests for ${host} on ${listener}, and wins`;
        return losers.map((loser) =>
          conflict(loser, `${key}|${keyOf(loser)}`, { kind: "conflict", message, ref: winner! }),
        );
      },
    }),
    derived(base, "reports/losers", {
      from: routes.losers,
      to: ({ key, route, listener, winner }) => {
        const message = `${listener} serves ${keyOf(winner)} and no other route: the oldest one has it`;
        return conflict(route, key, { kind: "conflict", message, ref: winner });
      },
    }),
  ];
}

function conflict(about: Origin, key: string, problem: Problem): Report {
  return { key: `conflict ${key}`, about, severity: "warning", problem };
}

function reportFaults<K extends string>(
  about: Origin,
  faults: readonly Fault<K>[],
  problemOf: (kind: K) => ProblemKind,
): readonly Report[] {
  return faults.map((fault, i) => ({
    key: `${keyOf(about)}#${i}`,
    about,
    severity: problemOf(fault.kind) === "conflict" ? "warning" : "error",
    problem: toProblem(fault, problemOf(fault.kind)),
  }));
}

function withoutEffect(about: ObjectRef, what: string): Report {
  const message = `${what} has no effect: Sluice does not translate it yet`;
  return { key: `inert ${keyOf(about)} ${what}`, about, severity: "error", problem: { kind: "unsupported", message } };
}

function listed<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** The object that a user wrote a listener into. */
function ownerOf({ origin, listenerSet }: ListenerEntry): Origin {
  if (listenerSet === undefined) return origin;
  const [namespace = "", name = ""] = listenerSet.split("/");
  const section = origin.sectionName === undefined ? {} : { sectionName: origin.sectionName };
  return { group: gatewayGroup, kind: "ListenerSet", namespace, name, ...section };
}

/** The same mistake counts once, however many parents a route has. */
function faultsOf({ parents }: RouteBinding): BoundParent["faults"] {
  const all = parents.flatMap(({ faults }) => faults);
  return [...new Map(all.map((fault) => [`${fault.kind} ${fault.field} ${fault.message}`, fault])).values()];
}
