import type { Infra } from "@sluice/ir";
import { expect, it } from "vitest";
import { fleetOfAccount } from "./fleet-of-account.ts";

const infra = (name: string, kubernetes: object = {}, namespace = "shop"): Infra => ({
  key: `${namespace}/${name}`,
  name,
  namespace,
  labels: {},
  annotations: {},
  owner: { group: "", kind: "Gateway", namespace, name },
  listeners: [],
  addresses: [],
  config: { provider: { kubernetes } },
});
const account = (name: string, pod?: string, namespace = "shop") => ({ namespace, name, pod });
const shared = { envoyServiceAccount: { name: "proxies" } };

it.each<[what: string, who: ReturnType<typeof account>, all: readonly Infra[], fleet: string | undefined]>([
  ["an account of the fleet's name", account("web"), [infra("web"), infra("api")], "shop/web"],
  ["the same name in another namespace", account("web", undefined, "other"), [infra("web")], undefined],
  ["an account that is named", account("proxies"), [infra("web", shared)], "shop/web"],
  ["the fleet's name where another account is named", account("web"), [infra("web", shared)], undefined],
  ["a shared account", account("proxies", "api-1"), [infra("web", shared), infra("api", shared)], "shop/api"],
  [
    "a shared account, and a name that begins like another",
    account("proxies", "web-two-1"),
    [infra("web", shared), infra("web-two", shared)],
    "shop/web-two",
  ],
  [
    "a shared account, and a Deployment with a name of its own",
    account("proxies", "edge-1"),
    [infra("web", { ...shared, envoyDeployment: { name: "edge" } }), infra("api", shared)],
    "shop/web",
  ],
  ["a shared account, and no pod", account("proxies"), [infra("web", shared), infra("api", shared)], undefined],
])("%s", (_, who, all, fleet) => {
  expect(fleetOfAccount(who, all)).toBe(fleet);
});
