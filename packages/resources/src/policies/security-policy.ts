import { type ObjectSchema, object, text } from "../schema/dsl.ts";
import { notWhen, rule } from "../schema/rules.ts";
import { apiKeyAuth } from "./api-key-auth.ts";
import { authorization } from "./authorization.ts";
import { basicAuth } from "./basic-auth.ts";
import { cors } from "./cors.ts";
import { csrf } from "./csrf.ts";
import { extAuth } from "./ext-auth.ts";
import { jwt } from "./jwt.ts";
import { oidc } from "./oidc.ts";
import { policyTargetReferences } from "./policy-target.ts";
import { targetRules, targetsOnlyWith } from "./target-rules.ts";

export const securityPolicySpec: ObjectSchema = object(
  {
    name: "SecurityPolicySpec",
    doc: "What a SecurityPolicy applies to, and who may send requests.",
    rules: [
      ...targetRules(["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TCPRoute"]),
      targetsOnlyWith("mergeType", ["HTTPRoute", "GRPCRoute", "TCPRoute"]),
      rule(
        "has(self.jwt) || !has(self.authorization) || !has(self.authorization.rules) || !self.authorization.rules.exists(r, has(r.principal) && has(r.principal.jwt))",
        "Set jwt: rules of authorization look at the token.",
      ),
      notWhen("mergeType", "mergeType", ["Replace"]),
    ],
  },
  {
    ...policyTargetReferences.fields,
    mergeType: text(),
    apiKeyAuth,
    cors,
    csrf,
    basicAuth,
    jwt,
    oidc,
    extAuth,
    authorization,
  },
);
