/** How fast one object's status is written. */
export interface Pace {
  /** Milliseconds between the last write and the next one. */
  readonly spacingMs: number;
  readonly writtenAt: number;
  /** Writes in a row that only put back what somebody else had changed. */
  readonly repairs: number;
}

const firstMs = 250;
const longestMs = 2000;
const longestRepairMs = 300_000;

/** When an object may be written that was written before: a first change at once, a stream of changes less and less often. */
export function dueAt(pace: Pace | undefined): number {
  return pace === undefined ? 0 : pace.writtenAt + pace.spacingMs;
}

/**
 * The pace after a write. An object that changes all the time, such as a Gateway to which a thousand routes attach, is soon
 * written every two seconds; one that somebody else keeps overwriting, every five minutes: two controllers must not fight.
 */
export function paceAfter(before: Pace | undefined, now: number, repair: boolean): Pace {
  const repairs = repair ? (before?.repairs ?? 0) + 1 : 0;
  if (repairs > 0) return { spacingMs: Math.min(longestRepairMs, 1000 * 2 ** repairs), writtenAt: now, repairs };
  const rested = before === undefined || before.repairs > 0 || now - before.writtenAt > 2 * longestMs;
  const spacingMs = rested ? firstMs : Math.min(longestMs, 2 * before.spacingMs);
  return { spacingMs, writtenAt: now, repairs };
}

/** Whether nothing is lost when a pace is forgotten. */
export function isOver(pace: Pace, now: number): boolean {
  return now - pace.writtenAt > Math.max(2 * longestMs, 2 * pace.spacingMs);
}
