import { type ObjectSchema, object } from "../schema/dsl.ts";
import { rule } from "../schema/rules.ts";
import { circuitBreaker } from "./circuit-breaker.ts";
import { backendConnection } from "./connection.ts";
import { dns } from "./dns.ts";
import { healthCheck } from "./health-check.ts";
import { http2Settings } from "./http2.ts";
import { loadBalancer } from "./load-balancer.ts";
import { proxyProtocol } from "./proxy-protocol.ts";
import { retry } from "./retry.ts";
import { tcpKeepalive } from "./tcp-keepalive.ts";
import { timeout } from "./timeout.ts";

export const clusterSettings: ObjectSchema = object(
  {
    name: "ClusterSettings",
    doc: "How traffic reaches a backend.",
    rules: [
      rule(
        "!has(self.connection) || !has(self.connection.preconnect) || !has(self.connection.preconnect.predictivePercent) || (has(self.loadBalancer) && has(self.loadBalancer.type) && self.loadBalancer.type in ['Random', 'RoundRobin'])",
        "Set connection.preconnect.predictivePercent only with loadBalancer.type Random or RoundRobin.",
      ),
    ],
  },
  {
    loadBalancer,
    retry,
    proxyProtocol,
    tcpKeepalive,
    healthCheck,
    circuitBreaker,
    timeout,
    connection: backendConnection,
    dns,
    http2: http2Settings,
  },
);
