import { list, type ObjectSchema, object, text } from "../schema/dsl.ts";
import { notWhen } from "../schema/rules.ts";
import { dynamicModule } from "./dynamic-module.ts";
import { extProc } from "./ext-proc.ts";
import { lua } from "./lua.ts";
import { policyTargetReferences } from "./policy-target.ts";
import { targetRules, targetsOnlyWith } from "./target-rules.ts";
import { wasm } from "./wasm.ts";

export const envoyExtensionPolicySpec: ObjectSchema = object(
  {
    name: "EnvoyExtensionPolicySpec",
    doc: "What an EnvoyExtensionPolicy applies to, and the code that runs there.",
    rules: [
      ...targetRules(["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"]),
      targetsOnlyWith("mergeType", ["HTTPRoute", "GRPCRoute", "UDPRoute", "TCPRoute", "TLSRoute"]),
      notWhen("mergeType", "mergeType", ["Replace"]),
    ],
  },
  {
    ...policyTargetReferences.fields,
    mergeType: text(),
    wasm: list(wasm, { max: 16 }),
    extProc: list(extProc, { max: 16 }),
    lua: list(lua, { max: 16 }),
    dynamicModule: list(dynamicModule, { max: 16 }),
  },
);
