import { type ObjectSchema, object, text } from "../schema/dsl.ts";
import { apiKeyAuth } from "./api-key-auth.ts";
import { authorization } from "./authorization.ts";
import { basicAuth } from "./basic-auth.ts";
import { cors } from "./cors.ts";
import { csrf } from "./csrf.ts";
import { extAuth } from "./ext-auth.ts";
import { jwt } from "./jwt.ts";
import { oidc } from "./oidc.ts";
import { policyTargetReferences } from "./policy-target.ts";

export const securityPolicySpec: ObjectSchema = object(
  { name: "SecurityPolicySpec", doc: "What a SecurityPolicy applies to, and who may send requests." },
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
