import { localObjectReference } from "../gateway-api/references.ts";
import { anything, choice, defaulted, type ObjectSchema, object, type TextSchema, text } from "../schema/dsl.ts";

export const luaValueType: TextSchema = choice("LuaValueType", ["Inline", "ValueRef"]);

export const lua: ObjectSchema = object(
  { name: "Lua", doc: "A script that runs on requests and responses." },
  {
    type: defaulted(luaValueType, "Inline"),
    inline: text(),
    valueRef: localObjectReference,
    filterContext: anything(),
  },
);
