import { toMilliseconds } from "@sluice/gatewayapi-translator";
import type { Findings } from "./finding.ts";
import {
  defaultKubernetesConfig,
  type KubernetesConfig,
  type KubernetesFleets,
  type LabelSelector,
  type LeaderElection,
  type WatchScope,
} from "./kubernetes-config.ts";
import { inner, list, text, type Values } from "./values.ts";

/** Where findings go, and how fields are named and found. */
export interface Reading {
  readonly findings: Findings;
  readonly at: (...path: string[]) => { readonly line: number; readonly field: string };
}

/** Reads `provider.kubernetes`, or its counterpart in a custom provider, which runs no proxies. */
export function kubernetesOf(values: Values, reading: Reading): KubernetesConfig {
  const custom = inner(values, "provider").type === "Custom";
  const path = custom ? ["provider", "custom", "resource", "kubernetes"] : ["provider", "kubernetes"];
  const written = inner(values, ...path);
  const { fleets, ...usual } = defaultKubernetesConfig;
  const below: Reading = { ...reading, at: (...inside) => reading.at(...path, ...inside) };
  const { leaderElection: _, ...rest } = usual;
  const client = clientOf(inner(written, "client", "rateLimit"));
  const election = electionOf(inner(written, "leaderElection"), below);
  return {
    ...rest,
    watch: watchOf(inner(written, "watch"), below),
    ...(election === undefined ? {} : { leaderElection: election }),
    ...(client === undefined ? {} : { client }),
    ...(custom || fleets === undefined ? {} : { fleets: fleetsOf(written, fleets) }),
  };
}

function watchOf(watch: Values, { findings, at }: Reading): WatchScope {
  const namespaces = list(watch.namespaces);
  switch (watch.type) {
    case "Namespaces":
      if (namespaces.length === 0)
        findings.error("missingValue", at("watch", "namespaces"), "No namespace to watch is named.");
      return { kind: "namespaces", namespaces: [...new Set(namespaces)].sort() };
    case "NamespaceSelector": {
      const selector = inner(watch, "namespaceSelector") as LabelSelector;
      const { matchLabels = {}, matchExpressions = [] } = selector;
      if (Object.keys(matchLabels).length + matchExpressions.length === 0)
        findings.error("missingValue", at("watch", "namespaceSelector"), "The selector of namespaces is empty.");
      for (const { key, operator } of matchExpressions)
        if (typeof key !== "string" || !["In", "NotIn", "Exists", "DoesNotExist"].includes(operator))
          findings.error(
            "invalidValue",
            at("watch", "namespaceSelector", "matchExpressions"),
            "An expression needs a key, and one of the operators In, NotIn, Exists, DoesNotExist.",
          );
      return { kind: "selector", selector };
    }
    default:
      return { kind: "all" };
  }
}

function electionOf(written: Values, reading: Reading): LeaderElection | undefined {
  if (written.disable === true) return undefined;
  const usual = defaultKubernetesConfig.leaderElection as LeaderElection;
  const election: LeaderElection = {
    leaseDurationMs: durationOf(written, "leaseDuration", reading) ?? usual.leaseDurationMs,
    renewDeadlineMs: durationOf(written, "renewDeadline", reading) ?? usual.renewDeadlineMs,
    retryPeriodMs: durationOf(written, "retryPeriod", reading) ?? usual.retryPeriodMs,
  };
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = election;
  if (leaseDurationMs <= renewDeadlineMs || renewDeadlineMs <= retryPeriodMs * 1.2)
    reading.findings.error(
      "invalidValue",
      reading.at("leaderElection"),
      "leaseDuration must be longer than renewDeadline, and that longer than 1.2 times retryPeriod.",
      "Otherwise a slow answer of the API server makes two leaders.",
    );
  return election;
}

function durationOf(written: Values, field: string, { findings, at }: Reading): number | undefined {
  const value = text(written[field]);
  if (value === undefined) return undefined;
  const milliseconds = toMilliseconds(value);
  if (milliseconds === undefined || milliseconds <= 0) {
    findings.error("invalidValue", at("leaderElection", field), `${field} must be a duration such as 15s.`);
    return undefined;
  }
  return milliseconds;
}

/** A rate without a burst may burst to twice itself, as Envoy Gateway's defaults do. */
function clientOf({ qps, burst }: Values): KubernetesConfig["client"] {
  if (typeof qps !== "number" && typeof burst !== "number") return undefined;
  const rate = typeof qps === "number" ? qps : 50;
  return { qps: rate, burst: typeof burst === "number" ? burst : rate * 2 };
}

function fleetsOf(written: Values, usual: KubernetesFleets): KubernetesFleets {
  const image = text(inner(written, "shutdownManager").image);
  return {
    inGatewayNamespace: inner(written, "deploy").type === "GatewayNamespace",
    ...(image === undefined ? {} : { shutdownManagerImage: image }),
    topologyInjector: inner(written, "proxyTopologyInjector").disabled !== true && usual.topologyInjector,
  };
}
