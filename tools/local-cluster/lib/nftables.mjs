// Service addresses as a ruleset of nftables.
import { isIPv4 } from "node:net";
import { endpointsOf, keyOf, slicesByService } from "./endpoints.mjs";

/** The whole ruleset: where each address and port of a Service leads, and a refusal where there is nobody. */
export function rulesetOf(services, slices, { nodeAddress, cidrs, dnsAddress }) {
  const groups = slicesByService(slices);
  const chains = [];
  const leads = new Map();
  const pods = new Set();
  for (const service of services) {
    if (service.spec.type === "ExternalName") continue;
    const { clusterIPs = [], externalIPs = [], ports = [] } = service.spec;
    const balancers = (service.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
    const addresses = [...clusterIPs, ...externalIPs, ...balancers].filter((each) => isIPv4(each ?? ""));
    for (const port of ports) {
      const endpoints = endpointsOf(groups.get(keyOf(service)) ?? [], port);
      if (endpoints.length === 0) continue;
      const protocol = (port.protocol ?? "TCP").toLowerCase();
      const chain = `service${chains.length}`;
      chains.push(chainOf(chain, { protocol, endpoints, sticky: service.spec.sessionAffinity === "ClientIP" }));
      for (const endpoint of endpoints) pods.add(endpoint.split(" ")[0]);
      for (const address of addresses) leads.set(`${address} . ${protocol} . ${port.port}`, chain);
      if (port.nodePort) leads.set(`${nodeAddress} . ${protocol} . ${port.nodePort}`, chain);
    }
  }
  const elements = (list) => (list.length === 0 ? "" : `elements = { ${list.join(", ")} }`);
  const refuse = `ip daddr { ${cidrs.join(", ")} } ip daddr != ${dnsAddress} jump refuse`;
  const lead = "ip daddr . meta l4proto . th dport vmap @services";
  return `table ip sluice
delete table ip sluice
table ip sluice {
${chains.join("\n")}
map services {
  type ipv4_addr . inet_proto . inet_service : verdict
  ${elements([...leads].map(([address, chain]) => `${address} : goto ${chain}`))}
}
set hairpin {
  type ipv4_addr . ipv4_addr
  ${elements([...pods].map((pod) => `${pod} . ${pod}`))}
}
chain refuse {
  meta l4proto tcp reject with tcp reset
  reject
}
chain incoming { type nat hook prerouting priority -100; policy accept; ${lead}; }
chain local { type nat hook output priority -100; policy accept; ${lead}; }
chain outgoing { type nat hook postrouting priority 100; policy accept; ip saddr . ip daddr @hairpin masquerade; }
chain through { type filter hook forward priority 0; policy accept; ${refuse}; }
chain from { type filter hook output priority 0; policy accept; ${refuse}; }
}
`;
}

function chainOf(name, { protocol, endpoints, sticky }) {
  const pick = sticky ? "jhash ip saddr" : "numgen random";
  const [only] = endpoints;
  const target =
    endpoints.length === 1
      ? `to ${only.replace(" . ", ":")}`
      : `ip to ${pick} mod ${endpoints.length} map { ${endpoints.map((each, at) => `${at} : ${each}`).join(", ")} }`;
  return `chain ${name} { meta l4proto ${protocol} dnat ${target}; }`;
}
