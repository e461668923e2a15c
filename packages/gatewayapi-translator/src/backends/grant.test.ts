import { expect, it } from "vitest";
import { permitted } from "./grant.ts";

const from = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "a" };
const to = { group: "", kind: "Service", namespace: "b", name: "s" };
type Grant = Parameters<typeof permitted>[0][number];

function grant(froms: readonly object[], tos: readonly object[]): Grant {
  return { spec: { from: froms, to: tos } } as unknown as Grant;
}

it.each([
  ["no grant", [], false],
  ["everything fits", [grant([from], [{ group: "", kind: "Service" }])], true],
  ["the name fits", [grant([from], [{ group: "", kind: "Service", name: "s" }])], true],
  ["another name", [grant([from], [{ group: "", kind: "Service", name: "t" }])], false],
  ["another kind", [grant([from], [{ group: "", kind: "Secret" }])], false],
  ["another kind asks", [grant([{ ...from, kind: "GRPCRoute" }], [{ group: "", kind: "Service" }])], false],
  ["another namespace asks", [grant([{ ...from, namespace: "c" }], [{ group: "", kind: "Service" }])], false],
  ["two grants do not add up", [grant([from], []), grant([], [{ group: "", kind: "Service" }])], false],
])("%s: %s", (_title, grants, expected) => {
  expect(permitted(grants as Grant[], from, to)).toBe(expected);
});
