import type { ObjectRef, Origin } from "./origin.ts";

/** Where a user's input is wrong: `field` is a path such as `spec.rules[0].backendRefs[1].port`. */
export interface Place {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly field?: string;
}

/** A user's mistake as a value: what is wrong (`message`), where, and what to do about it (`remedy`). */
export interface Problem {
  readonly kind: ProblemKind;
  readonly message: string;
  readonly remedy?: string;
  readonly place?: Place;
  /** The object that a broken reference names. */
  readonly ref?: ObjectRef;
}

/** Classes of problems; statuses, logs and exit codes are derived from them. */
export type ProblemKind =
  | "syntax"
  | "unknownKind"
  | "unknownField"
  | "invalidValue"
  | "missingValue"
  | "duplicateObject"
  | "refNotFound"
  | "refNotPermitted"
  | "refInvalidKind"
  | "refInvalid"
  | "unsupported"
  | "conflict"
  | "invalidCertificate"
  | "invalidXds"
  | "rejectedByProxy"
  | "infrastructure";

/** The result of a step that a user's mistake can stop. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** A problem and the object it concerns. */
export interface Report {
  readonly key: string;
  readonly about: Origin;
  readonly severity: "error" | "warning";
  readonly problem: Problem;
}

/** Wraps a value that could be made. */
export function ok<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** Wraps the reason why a value could not be made. */
export function fail<T = never>(problem: Problem): Outcome<T> {
  return { ok: false, problem };
}

/** Ends an exhaustive switch: a call that compiles is unreachable. */
export function absurd(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`);
}
