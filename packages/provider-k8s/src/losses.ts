/** What cannot be read now. */
export interface Losses {
  /** Sets or clears the reason for one place; `found` when the last reason went. */
  set(place: string, message: string | undefined): "same" | "lost" | "found";
  /** All reasons in one sentence; undefined when everything can be read. */
  message(): string | undefined;
  /** Whether the message is another one than at the last call. */
  news(): boolean;
}

/** The most reasons that are told. */
const most = 3;

/** Makes an empty list of losses. */
export function createLosses(): Losses {
  const losses = new Map<string, string>();
  let told: string | undefined;
  const message = (): string | undefined => {
    if (losses.size === 0) return undefined;
    // When the server is away, that says it all.
    const server = losses.get("");
    if (server !== undefined) return server;
    const reasons = [...new Set(losses.values())].sort();
    const more = reasons.length > most ? ` (and ${reasons.length - most} more)` : "";
    return reasons.slice(0, most).join("; ") + more;
  };
  return {
    set(place, reason) {
      if (losses.get(place) === reason) return "same";
      if (reason !== undefined) {
        losses.set(place, reason);
        return "lost";
      }
      losses.delete(place);
      return losses.size === 0 ? "found" : "lost";
    },
    message,
    news() {
      const now = message();
      if (now === told) return false;
      told = now;
      return true;
    },
  };
}
