import { describe, expect, it } from "vitest";
import { mergeParsed, type Parsed, type ParseOptions, parseDocument, parseResources } from "./parse.ts";

const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  parentRefs:
    - name: eg
  rules:
    - backendRefs:
        - name: web
          port: 80
`;
const service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n";

function summary(parsed: Parsed): unknown {
  return {
    objects: parsed.objects.map(({ kind, key }) => `${kind}/${key}`),
    reports: parsed.reports.map(({ severity, problem: { kind, place } }) => [
      severity,
      kind,
      place?.line,
      place?.field,
    ]),
  };
}

describe("parseResources", () => {
  it("reads all documents, by kind, with their places", () => {
    const parsed = parseResources(`# all of it\n${route}---\n${service}`, { file: "all.yaml" });
    expect(summary(parsed)).toEqual({ objects: ["HTTPRoute/default/web", "Service/default/web"], reports: [] });
    expect(parsed.resources.HTTPRoute).toEqual([parsed.objects[0]]);
    expect(parsed.resources.Service).toEqual([parsed.objects[1]]);
    expect(parsed.resources.Gateway).toEqual([]);
    expect([...parsed.places]).toEqual([
      ["HTTPRoute/default/web", { file: "all.yaml", line: 2 }],
      ["Service/default/web", { file: "all.yaml", line: 14 }],
    ]);
  });

  it.each<[string, string, unknown]>([
    ["nothing", "", { objects: [], reports: [] }],
    ["comments", "# a\n---\n# b\n", { objects: [], reports: [] }],
    [
      "JSON",
      JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } }),
      { objects: ["Namespace/a"], reports: [] },
    ],
    [
      "a List",
      `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Namespace\n    metadata: {name: a}\n  - apiVersion: v1\n    kind: Namespace\n    metadata: {name: b}\n    spec: {finalizer: []}\n`,
      {
        objects: ["Namespace/a", "Namespace/b"],
        reports: [["warning", "unknownField", 10, "spec.finalizer"]],
      },
    ],
    [
      "a list of one kind",
      '{"kind": "NamespaceList", "apiVersion": "v1", "items": [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}]}',
      {
        objects: ["Namespace/a"],
        reports: [],
      },
    ],
    [
      "broken YAML between whole documents",
      `${route}---\nkind: [\n---\n${service}`,
      {
        objects: ["HTTPRoute/default/web", "Service/default/web"],
        reports: [["error", "syntax", 14, undefined]],
      },
    ],
    [
      "text that is no object",
      `hello\n---\n${service}`,
      { objects: ["Service/default/web"], reports: [["error", "syntax", 1, undefined]] },
    ],
    [
      "an unknown kind",
      `apiVersion: apps/v1\nkind: Deployment\n---\n${service}`,
      {
        objects: ["Service/default/web"],
        reports: [["warning", "unknownKind", 2, "kind"]],
      },
    ],
    ["no kind", "\n\nmetadata: {name: a}\n", { objects: [], reports: [["error", "missingValue", 3, "kind"]] }],
    [
      "no name",
      "apiVersion: v1\nkind: Service\nmetadata:\n  namespace: a\n",
      { objects: [], reports: [["error", "missingValue", 3, "metadata.name"]] },
    ],
    [
      "a wrong type",
      route.replace("port: 80", 'port: "80"'),
      { objects: [], reports: [["error", "invalidValue", 11, "spec.rules[0].backendRefs[0].port"]] },
    ],
    [
      "a misspelt field",
      `---\n${route.replace("backendRefs", "backendRef")}`,
      {
        objects: ["HTTPRoute/default/web"],
        reports: [["warning", "unknownField", 10, "spec.rules[0].backendRef"]],
      },
    ],
    [
      "a missing field",
      route.replace("- name: eg", "- port: 80"),
      { objects: [], reports: [["error", "missingValue", 7, "spec.parentRefs[0].name"]] },
    ],
    [
      "two objects with one name",
      `${route}---\n${route}`,
      {
        objects: ["HTTPRoute/default/web"],
        reports: [["warning", "duplicateObject", 13, undefined]],
      },
    ],
  ])("reads %s", (_, text, expected) => {
    expect(summary(parseResources(text))).toEqual(expected);
  });

  it("names the object, the place, what is wrong and what to do", () => {
    const { reports } = parseResources(route.replace("port: 80", "port: 70000"), { file: "a.yaml" });
    expect(reports).toEqual([
      {
        key: "a.yaml:11/HTTPRoute/default/web#0",
        about: { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "default", name: "web" },
        severity: "error",
        problem: {
          kind: "invalidValue",
          message: "spec.rules[0].backendRefs[0].port is 70000, which is more than 65535.",
          remedy: "Use a number from 1 to 65535.",
          place: { file: "a.yaml", line: 11, field: "spec.rules[0].backendRefs[0].port" },
        },
      },
    ]);
  });

  it("says which objects are there but unusable", () => {
    const text = `${route.replace("port: 80", "port: 0")}---\n${service}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n`;
    expect(parseResources(text).refused).toEqual([{ kind: "HTTPRoute", namespace: "default", name: "web" }]);
  });

  it("lets the later of two objects count, and says where the earlier one is", () => {
    const second = service.replace("80", "81");
    const parsed = parseResources(`${service}---\n${route}---\n${second}`);
    expect(parsed.objects.map(({ kind }) => kind)).toEqual(["HTTPRoute", "Service"]);
    expect(parsed.resources.Service[0]?.spec?.ports).toEqual([{ port: 81 }]);
    expect(parsed.reports.map(({ problem }) => problem.message)).toEqual([
      "Service default/web is also written in line 1; this later one counts.",
    ]);
  });

  it("finds twins within a List, too", () => {
    const item = { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } };
    const parsed = parseResources(JSON.stringify({ apiVersion: "v1", kind: "List", items: [item, item] }, null, 1));
    expect(summary(parsed)).toEqual({
      objects: ["Namespace/a"],
      reports: [["warning", "duplicateObject", 12, undefined]],
    });
  });

  it("gives every report of a text its own key", () => {
    const text = Array.from(
      { length: 3 },
      () => `${route.replace("port: 80", "port: 80\n          wieght: 1")}---\n: [\n`,
    ).join("---\n");
    const keys = parseResources(text).reports.map(({ key }) => key);
    expect(keys.length).toBe(8);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each<[string, ParseOptions, string]>([
    ["the usual namespace", {}, "default/web"],
    ["another namespace", { defaultNamespace: "envoy-gateway-system" }, "envoy-gateway-system/web"],
  ])("puts objects without a namespace into %s", (_, options, key) => {
    expect(parseResources(route, options).objects[0]?.key).toBe(key);
  });
});

describe("parseDocument", () => {
  it("counts lines from where the document stands in its file", () => {
    const parsed = parseDocument(`\n${route.replace("port: 80", "port: 0")}`, { file: "a.yaml", line: 100 });
    expect(parsed.reports[0]?.problem.place).toEqual({
      file: "a.yaml",
      line: 111,
      field: "spec.rules[0].backendRefs[0].port",
    });
  });
});

describe("mergeParsed", () => {
  it("names the other file of a duplicate", () => {
    const { reports } = mergeParsed([
      parseResources(service, { file: "a.yaml" }),
      parseResources(service, { file: "b.yaml" }),
    ]);
    expect(reports.map(({ problem }) => [problem.message, problem.place])).toEqual([
      ["Service default/web is also written in line 1 of a.yaml; this later one counts.", { file: "b.yaml", line: 1 }],
    ]);
  });
});
