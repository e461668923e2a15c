import { list, type ObjectSchema, object, required } from "../schema/dsl.ts";
import { dnsName } from "../schema/patterns.ts";
import { rule } from "../schema/rules.ts";
import { parentRules } from "./reference-rules.ts";
import { backendRef, commonRouteSpec, hostname, sectionName } from "./references.ts";
import { uniqueRuleNames } from "./route-rules.ts";

export const tlsRouteRule: ObjectSchema = object(
  { name: "TLSRouteRule", doc: "Where connections go." },
  {
    name: sectionName,
    backendRefs: required(list(backendRef, { min: 1, max: 16 })),
  },
);

export const tlsRouteSpec: ObjectSchema = object(
  {
    name: "TLSRouteSpec",
    doc: "The parents, server names and rule of a TLSRoute.",
    rules: [
      ...parentRules,
      rule(uniqueRuleNames, "Give each rule a name of its own."),
      rule("self.hostnames.all(h, !isIP(h))", "Use names, not IP addresses, as hostnames."),
      rule(
        `self.hostnames.all(h, h.contains('*') || h.matches(r'${dnsName.regex}'))`,
        `Write hostnames as ${dnsName.means}.`,
      ),
      rule(
        `self.hostnames.all(h, !h.contains('*') || (h.startsWith('*.') && h.substring(2).matches(r'${dnsName.regex}')))`,
        "Use '*' only as the whole first label of a hostname.",
      ),
    ],
  },
  {
    ...commonRouteSpec.fields,
    hostnames: required(list(hostname, { min: 1, max: 1024 })),
    rules: required(list(tlsRouteRule, { min: 1, max: 1 })),
  },
);
