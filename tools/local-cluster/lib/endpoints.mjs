// Services and the addresses behind them.
import { isIPv4 } from "node:net";

export const keyOf = ({ metadata: { namespace, name } }) => `${namespace}/${name}`;

/** EndpointSlices by Service. */
export function slicesByService(slices) {
  const groups = new Map();
  for (const slice of slices) {
    const service = slice.metadata.labels?.["kubernetes.io/service-name"];
    if (service === undefined) continue;
    const key = `${slice.metadata.namespace}/${service}`;
    groups.set(key, [...(groups.get(key) ?? []), slice]);
  }
  return groups;
}

/** Ready endpoints of a Service's port, else those that serve while they end, as `address . port`. */
export function endpointsOf(slices, { name = "", protocol = "TCP" }) {
  const ready = new Set();
  const serving = new Set();
  for (const { addressType, ports = [], endpoints = [] } of slices) {
    const port = ports.find((each) => (each.name ?? "") === name && (each.protocol ?? "TCP") === protocol)?.port;
    if (addressType !== "IPv4" || !port) continue;
    for (const { addresses, conditions } of endpoints) {
      const into = conditions?.ready === false ? (conditions.serving ? serving : undefined) : ready;
      for (const address of addresses) if (isIPv4(address)) into?.add(`${address} . ${port}`);
    }
  }
  return [...(ready.size > 0 ? ready : serving)].sort();
}
