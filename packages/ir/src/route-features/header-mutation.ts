/** Changes to headers, in this order: set and add as listed, then remove. */
export interface HeaderMutation {
  readonly put: readonly HeaderPut[];
  readonly remove: readonly string[];
}

/** One header to write. `add` appends to what is there, `set` replaces it, `addIfAbsent` leaves what is there. */
export interface HeaderPut {
  readonly name: string;
  readonly values: readonly string[];
  readonly mode: "set" | "add" | "addIfAbsent";
}
