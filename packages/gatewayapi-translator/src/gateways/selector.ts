import { fail, type Outcome, ok } from "@sluice/ir";
import type { LabelSelector } from "@sluice/resources";

/** A test of labels. */
export type LabelTest = (labels: Readonly<Record<string, string>>) => boolean;

/** A label selector as a test; an empty one takes everything. */
export function toLabelTest(selector: LabelSelector): Outcome<LabelTest> {
  const tests: LabelTest[] = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]) =>
      (labels) =>
        labels[key] === value,
  );
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const test = expression(key, operator, values ?? []);
    if (!test.ok) return test;
    tests.push(test.value);
  }
  return ok((labels) => tests.every((test) => test(labels)));
}

function expression(key: string, operator: string, values: readonly string[]): Outcome<LabelTest> {
  const needsValues = operator === "In" || operator === "NotIn";
  if (needsValues === (values.length === 0)) {
    return fail({
      kind: "invalidValue",
      message: `operator ${operator} on label ${key} ${needsValues ? "needs values" : "takes no values"}`,
    });
  }
  switch (operator) {
    case "In":
      return ok((labels) => Object.hasOwn(labels, key) && values.includes(labels[key]!));
    case "NotIn":
      return ok((labels) => !Object.hasOwn(labels, key) || !values.includes(labels[key]!));
    case "Exists":
      return ok((labels) => Object.hasOwn(labels, key));
    case "DoesNotExist":
      return ok((labels) => !Object.hasOwn(labels, key));
    default:
      return fail({
        kind: "invalidValue",
        message: `${JSON.stringify(operator)} is no operator of label selectors`,
        remedy: "Use In, NotIn, Exists or DoesNotExist.",
      });
  }
}
