import type { ObjectRef, Problem, ProblemKind } from "@sluice/ir";

/** A Kubernetes condition without its transition time, which only the writer knows. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** Something wrong with a user's object: which class of mistake, what it is in words, and what to do. */
export interface Fault<K extends string> {
  readonly kind: K;
  readonly message: string;
  readonly remedy?: string;
  /** Path in the object: `spec.rules[0].backendRefs[1]`. */
  readonly field?: string;
  /** The object that a broken reference names. */
  readonly ref?: ObjectRef;
}

/** How a class of mistakes is spelt: the condition it makes false (or true, for conditions that name something bad), and its problem kind. */
export interface Spelling {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly problem: ProblemKind;
}

/** The longest message that Kubernetes stores. */
const longest = 32768;
const cut = " (message truncated).";

/** Makes a condition; leaves the generation out where the object has none. */
export function condition(of: Omit<Condition, "observedGeneration">, generation: number | undefined): Condition {
  const message = of.message.length > longest ? of.message.slice(0, longest - cut.length) + cut : of.message;
  return { ...of, message, ...(generation === undefined ? {} : { observedGeneration: generation }) };
}

/** What a user reads about faults of one condition: each as a sentence, each once. */
export function sentences(faults: readonly Fault<string>[]): string {
  return [...new Set(faults.map(sentence))].join("\n");
}

/** One fault as a sentence with its remedy. */
export function sentence(fault: Fault<string>): string {
  const { field, message } = fault;
  const what =
    field === undefined
      ? message.replace(/^[a-z](?=[a-z]*( |$))/, (letter) => letter.toUpperCase())
      : `${field}: ${message}`;
  const end = /[.!?]$/.test(what) ? what : `${what}.`;
  return fault.remedy === undefined ? end : `${end} ${fault.remedy}`;
}

/** The conditions of faults: one per type and status, with all its reasons sorted and joined by commas. */
export function conditionsOf<K extends string>(
  faults: readonly Fault<K>[],
  spellings: { readonly [kind in K]: Spelling },
  generation: number | undefined,
): readonly Condition[] {
  const byType = new Map<string, Fault<K>[]>();
  for (const fault of faults) {
    const { type } = spellings[fault.kind];
    const known = byType.get(type);
    if (known === undefined) byType.set(type, [fault]);
    else known.push(fault);
  }
  return [...byType].map(([type, ofType]) => {
    const reasons = [...new Set(ofType.map((fault) => spellings[fault.kind].reason))].sort();
    const { status } = spellings[ofType[0]!.kind];
    return condition({ type, status, reason: reasons.join(","), message: sentences(ofType) }, generation);
  });
}

/** A fault as a problem for logs and reports. */
export function toProblem(fault: Fault<string>, kind: ProblemKind): Problem {
  return {
    kind,
    message: fault.message,
    ...(fault.remedy === undefined ? {} : { remedy: fault.remedy }),
    ...(fault.field === undefined ? {} : { place: { field: fault.field } }),
    ...(fault.ref === undefined ? {} : { ref: fault.ref }),
  };
}
