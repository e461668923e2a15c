/** A length of time in milliseconds, as everywhere in the IR. */
export type Milliseconds = number;
