import type { Infra } from "@sluice/ir";
import type { ServiceAccount } from "@sluice/xds-server";

/**
 * The fleet that a ServiceAccount stands for beside its Gateway: proxies run under an account of the fleet's own name, or under one
 * that their EnvoyProxy names, which several fleets may share; then the pod's name tells.
 */
export function fleetOfAccount(
  { namespace, name, pod = "" }: ServiceAccount,
  all: readonly Infra[],
): string | undefined {
  const own = all.filter((infra) => infra.namespace === namespace && accountOf(infra) === name);
  if (own.length <= 1) return own[0]?.key;
  const named = own.filter((infra) => pod.startsWith(`${workloadOf(infra)}-`));
  // `web` and `web-two` both begin `web-two-7d9f-x2x`; the longer name is meant.
  return named.sort((a, b) => workloadOf(b).length - workloadOf(a).length)[0]?.key;
}

function accountOf({ name, config }: Infra): string {
  return text(settings(config).envoyServiceAccount) ?? name;
}

function workloadOf({ name, config }: Infra): string {
  return text(settings(config).envoyDeployment) ?? text(settings(config).envoyDaemonSet) ?? name;
}

type Settings = Readonly<Record<string, { readonly name?: unknown } | undefined>>;

function settings(config: Infra["config"]): Settings {
  const provider = config?.provider as { readonly kubernetes?: Settings } | undefined;
  return provider?.kubernetes ?? {};
}

function text(of: { readonly name?: unknown } | undefined): string | undefined {
  return typeof of?.name === "string" && of.name !== "" ? of.name : undefined;
}
