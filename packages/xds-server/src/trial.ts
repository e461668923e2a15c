import type { EncodedResource, ResourceName } from "@sluice/protos";
import type { Sent } from "./lane.ts";

/** Resources of a refused response that are tried again apart from the others. */
export interface Trial {
  readonly suspects: readonly EncodedResource[];
  /** What is known: nothing; that there is a culprit here if the trial before passes; that there is one. */
  readonly verdict: "open" | "guiltyIfOthersPass" | "guilty";
  /** What the proxy said, and to which response. */
  readonly message: string;
  readonly nonce: number;
  /** Secrets of what else was in that response: they may be why it was refused. */
  readonly blames: readonly ResourceName[];
}

/** What is known of a refusal. */
export type Said = Pick<Trial, "message" | "nonce" | "blames">;

/** The trials left after a response was refused: what it carried is tried in two halves, ahead of the rest. */
export function trialsAfterNack(trials: readonly Trial[], sent: Sent, said: Said): readonly Trial[] {
  const rest = sent.trial !== undefined && trials[0] === sent.trial ? unlink(trials.slice(1)) : trials;
  if (sent.suspects.length === 0) return rest;
  const listed = sent.suspects.filter(({ name }) => lists(said.message, name));
  if (listed.length > 0) {
    const others = sent.suspects.filter((suspect) => !listed.includes(suspect));
    const culprits = listed.map((culprit): Trial => ({ suspects: [culprit], verdict: "guilty", ...said }));
    return [
      ...culprits,
      ...(others.length > 0 ? [{ suspects: others, verdict: "open" as const, ...said }] : []),
      ...rest,
    ];
  }
  return [...split({ suspects: sent.suspects, verdict: "guilty", ...said }), ...rest];
}

/** The trials left after a response was accepted. One that tells nothing accuses nobody. */
export function trialsAfterAck(trials: readonly Trial[], sent: Sent, tells: boolean): readonly Trial[] {
  if (sent.trial === undefined || trials[0] !== sent.trial) return trials;
  if (!tells) return unlink(trials.slice(1));
  const [next, ...rest] = trials.slice(1);
  if (next === undefined) return [];
  return [next.verdict === "guiltyIfOthersPass" ? { ...next, verdict: "guilty" } : next, ...rest];
}

/** What to do next: refuse a culprit, try some suspects, or nothing more. */
export type TrialStep =
  | {
      readonly kind: "refuse";
      readonly culprit: EncodedResource;
      readonly said: Said;
      readonly trials: readonly Trial[];
    }
  | { readonly kind: "try"; readonly trial: Trial; readonly trials: readonly Trial[] }
  | { readonly kind: "done" };

/** Goes on with the first trial; suspects that are no longer current have changed, and so are suspects no more. */
export function nextTrial(trials: readonly Trial[], isCurrent: (suspect: EncodedResource) => boolean): TrialStep {
  let left = trials;
  for (;;) {
    const [first, ...rest] = left;
    if (first === undefined) return { kind: "done" };
    const [culprit] = first.suspects;
    if (first.verdict === "guilty" && first.suspects.length === 1 && culprit !== undefined) {
      return { kind: "refuse", culprit, said: first, trials: rest };
    }
    const suspects = first.suspects.filter(isCurrent);
    if (suspects.length < first.suspects.length) {
      // Perhaps the culprit is among those that changed.
      left = suspects.length === 0 ? unlink(rest) : [{ ...first, suspects, verdict: "open" }, ...unlink(rest)];
    } else if (first.verdict !== "guilty") return { kind: "try", trial: first, trials: left };
    else left = [...split(first), ...rest];
  }
}

/** Two halves; the first holds those that the message does not name, as they are most likely good. */
function split(trial: Trial): readonly Trial[] {
  const { suspects, message } = trial;
  if (suspects.length < 2) return [trial];
  const named = suspects.filter(({ name }) => mentions(message, name));
  if (named.length > 0 && named.length < suspects.length) {
    return halves(
      suspects.filter((suspect) => !named.includes(suspect)),
      named,
      trial,
    );
  }
  const middle = suspects.length >>> 1;
  return halves(suspects.slice(0, middle), suspects.slice(middle), trial);
}

function halves(
  likelyGood: readonly EncodedResource[],
  others: readonly EncodedResource[],
  { message, nonce, blames }: Said,
): readonly Trial[] {
  return [
    { suspects: likelyGood, verdict: "open", message, nonce, blames },
    { suspects: others, verdict: "guiltyIfOthersPass", message, nonce, blames },
  ];
}

/** Without the outcome of the trial before, nothing is known of the next. */
function unlink(trials: readonly Trial[]): readonly Trial[] {
  const [next, ...rest] = trials;
  return next?.verdict === "guiltyIfOthersPass" ? [{ ...next, verdict: "open" }, ...rest] : trials;
}

/**
 * True when the message says what is wrong with this one, as Envoy's messages on clusters and listeners do for each culprit. To try such a
 * cluster again would mislead: the second time, Envoy takes it for what it has half made, and says nothing.
 */
function lists(message: string, name: string): boolean {
  const start = /^Error adding\/updating (cluster|listener)\(s\) /.exec(message)?.[0];
  if (start === undefined) return false;
  return ["", ", ", "\n"].some((before) => {
    const listed = `${before}${name}: `;
    return before === "" ? message.startsWith(listed, start.length) : message.includes(listed, start.length);
  });
}

const nameCharacter = /[\w./-]/;

/** True when the message holds the name as a whole word; Envoy ends names with ":" or quotes them. */
export function mentions(message: string, name: string): boolean {
  for (let at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1)) {
    const before = message[at - 1] ?? " ";
    const after = message[at + name.length] ?? " ";
    if (!nameCharacter.test(before) && !nameCharacter.test(after)) return true;
  }
  return false;
}
