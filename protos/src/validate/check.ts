/** One way in which a message breaks the rules that Envoy's API states for it. */
export interface Violation {
  /**
   * Which field, in the spelling of the .proto files: `virtual_hosts[0].routes[2].match`. It leads into messages packed in Any;
   * empty for the message itself.
   */
  readonly path: string;
  /** The broken rule, in the spelling of the .proto files: `string.min_len`, `message.required`, `oneof.required`. */
  readonly rule: string;
  /** A phrase that completes a sentence about the field: `must have at least 1 character`. */
  readonly message: string;
}

/** Looks at one value and returns what is wrong with it, with paths that begin at the value. */
export type Check<T> = (value: T) => readonly Violation[];

/** What a check returns when nothing is wrong; one list for all, so that a valid message costs no memory. */
export const fine: readonly Violation[] = [];

/** A check of a single rule. `show` prints the value for the message; leave it out where the value may be secret. */
export function rule<T>(
  name: string,
  must: string,
  options: { readonly holds: (value: T) => boolean; readonly show?: (value: T) => string },
): Check<T> {
  const { holds, show } = options;
  return (value) => {
    if (holds(value)) return fine;
    return [{ path: "", rule: name, message: show === undefined ? must : `${must}, but is ${show(value)}` }];
  };
}

/** Runs every check and gathers what they find. */
export function all<T>(checks: readonly Check<T>[]): Check<T> {
  const [only, ...others] = checks;
  if (only !== undefined && others.length === 0) return only;
  return (value) => {
    let found = fine;
    for (const check of checks) found = gather(found, check(value));
    return found;
  };
}

/** Adds violations to others; the usual case, none at all, makes no new list. */
export function gather(found: readonly Violation[], more: readonly Violation[]): readonly Violation[] {
  if (more.length === 0) return found;
  return found.length === 0 ? more : [...found, ...more];
}

/** Puts a step (`name`, 3 for `[3]`, `["key"]`) before the paths of violations that were found below it. */
export function below(step: string | number, found: readonly Violation[]): readonly Violation[] {
  if (found.length === 0) return found;
  const prefix = typeof step === "number" ? `[${step}]` : step;
  return found.map((violation) => ({ ...violation, path: join(prefix, violation.path) }));
}

function join(step: string, path: string): string {
  return path === "" || path.startsWith("[") ? step + path : `${step}.${path}`;
}
