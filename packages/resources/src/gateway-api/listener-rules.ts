import type { Rule } from "../schema/dsl.ts";
import { rule } from "../schema/rules.ts";

/** Listeners fit their protocol, and no two take the same traffic. */
export const listenerRules: readonly Rule[] = [
  rule(
    "!has(self.listeners) || self.listeners.all(l, !(l.protocol in ['HTTP', 'TCP', 'UDP']) || !has(l.tls))",
    "Remove tls from listeners of protocol HTTP, TCP and UDP.",
  ),
  rule(
    "!has(self.listeners) || self.listeners.all(l, l.protocol != 'HTTPS' || !has(l.tls) || l.tls.mode in ['', 'Terminate'])",
    "Use tls.mode Terminate in listeners of protocol HTTPS.",
  ),
  rule(
    "!has(self.listeners) || self.listeners.all(l, l.protocol != 'TLS' || (has(l.tls) && has(l.tls.mode) && l.tls.mode != ''))",
    "Set tls.mode in listeners of protocol TLS.",
  ),
  rule(
    "!has(self.listeners) || self.listeners.all(l, !(l.protocol in ['TCP', 'UDP']) || !has(l.hostname) || l.hostname == '')",
    "Remove hostname from listeners of protocol TCP and UDP.",
  ),
  rule(
    "!has(self.listeners) || self.listeners.all(a, self.listeners.exists_one(b, a.name == b.name))",
    "Give each listener a name of its own.",
  ),
  rule(
    "!has(self.listeners) || self.listeners.all(a, !has(a.port) || self.listeners.exists_one(b, has(b.port) && a.port == b.port && a.protocol == b.protocol && (has(a.hostname) && has(b.hostname) ? a.hostname == b.hostname : !has(a.hostname) && !has(b.hostname))))",
    "Let no two listeners have the same port, protocol and hostname.",
  ),
];
