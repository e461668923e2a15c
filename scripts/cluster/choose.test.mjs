import { describe, expect, it } from "vitest";
import { chooseCluster } from "./choose.mjs";

describe("chooseCluster", () => {
  it("knows two kinds of clusters", () => {
    expect(() => chooseCluster("minikube")).toThrow("SLUICE_CLUSTER is minikube: use kind or local");
  });

  it("takes one that there can be here, or says what is missing for each", () => {
    const outcome = () => {
      try {
        return chooseCluster("").kind;
      } catch (error) {
        return error.message;
      }
    };
    expect(outcome()).toMatch(
      /^(kind|local)$|^There can be no cluster here\. .*(Docker|kind).*\. .*local cluster needs/,
    );
  });
});
