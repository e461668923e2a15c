import { expect, it } from "vitest";
import { type Piece, piecesOf, wantedBy } from "./scope.ts";

const own = { kind: "Secret", namespace: "control", name: "own" } as const;

it.each<[string, Parameters<typeof piecesOf>, readonly Piece[]]>([
  [
    "everything",
    [["Namespace", "Node", "Secret"], {}, { needed: [own] }],
    [
      { kind: "Namespace", namespace: "" },
      { kind: "Node", namespace: "" },
      { kind: "Secret", namespace: "" },
    ],
  ],
  [
    "some namespaces, and what is needed besides",
    [
      ["Namespace", "Node", "Service", "Secret"],
      { namespaces: ["b", "a", "b"] },
      { needed: [own], controllerNamespace: "home" },
    ],
    [
      { kind: "Namespace", namespace: "", fieldSelector: "metadata.name=a" },
      { kind: "Namespace", namespace: "", fieldSelector: "metadata.name=b" },
      { kind: "Node", namespace: "" },
      { kind: "Service", namespace: "a" },
      { kind: "Service", namespace: "b" },
      { kind: "Service", namespace: "home" },
      { kind: "Secret", namespace: "a" },
      { kind: "Secret", namespace: "b" },
      { kind: "Secret", namespace: "control" },
      { kind: "Secret", namespace: "home" },
    ],
  ],
])("lists of %s", (_, input, expected) => {
  expect(piecesOf(...input)).toEqual(expected);
});

it.each([
  ["Node", "", "any", true],
  ["Service", "in", "any", true],
  ["Service", "out", "any", false],
  ["Secret", "in", "used", true],
  ["Secret", "in", "unused", false],
  ["Secret", "out", "used", false],
  ["Secret", "control", "own", true],
  ["ConfigMap", "control", "own", false],
  ["Service", "home", "any", true],
  ["HTTPRoute", "home", "any", false],
  ["Secret", "home", "used", true],
  ["Secret", "home", "unused", false],
] as const)("%s %s/%s is wanted: %s", (kind, namespace, name, expected) => {
  const wanted = wantedBy({
    inScope: (place) => place === "in",
    referred: (key) => key.endsWith("/used"),
    besides: { needed: [own], controllerNamespace: "home" },
  });
  expect(wanted(kind, namespace, name)).toBe(expected);
});
