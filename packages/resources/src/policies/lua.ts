import { localObjectReference } from "../gateway-api/references.ts";
import { anything, choice, defaulted, type ObjectSchema, object, type TextSchema, text } from "../schema/dsl.ts";
import { rule, union } from "../schema/rules.ts";

export const luaValueType: TextSchema = choice("LuaValueType", ["Inline", "ValueRef"]);

export const lua: ObjectSchema = object(
  {
    name: "Lua",
    doc: "A script that runs on requests and responses.",
    rules: [
      ...union("type", { Inline: "inline", ValueRef: "valueRef" }),
      rule(
        "!has(self.valueRef) || (self.valueRef.kind == 'ConfigMap' && self.valueRef.group in ['', 'v1'])",
        'Refer to a ConfigMap in valueRef, with group "".',
      ),
    ],
  },
  {
    type: defaulted(luaValueType, "Inline"),
    inline: text(),
    valueRef: localObjectReference,
    filterContext: anything(),
  },
);
