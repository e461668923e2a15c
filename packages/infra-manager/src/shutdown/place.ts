/** Tells people what happens. */
export type Say = (text: string) => void;

/** Where `shutdown` leaves its mark for `shutdown-manager`; both run in the same container. */
export const readyFile = "/tmp/shutdown-ready";
