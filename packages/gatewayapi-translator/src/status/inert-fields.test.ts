import { describe, expect, it } from "vitest";
import { inertFieldsOf, type PartlyInert } from "./inert-fields.ts";

const options = { "example.com/fast": "yes" };

describe("fields without effect", () => {
  it.each<[string, string, object, readonly string[]]>([
    ["a default Gateway", "Gateway", { defaultScope: "All", listeners: [] }, ["spec.defaultScope"]],
    ["options of a listener", "Gateway", { listeners: [{}, { tls: { options } }] }, ["spec.listeners[1].tls.options"]],
    [
      "options of a set's listener",
      "ListenerSet",
      { listeners: [{ tls: { options } }] },
      ["spec.listeners[0].tls.options"],
    ],
    ["options of a policy", "BackendTLSPolicy", { options }, ["spec.options"]],
    ["nothing that asks for nothing", "Gateway", { defaultScope: "None", listeners: [{ tls: { options: {} } }] }, []],
  ])("are %s", (_title, kind, spec, expected) => {
    expect(inertFieldsOf({ kind, spec } as unknown as PartlyInert)).toEqual(expected);
  });
});
