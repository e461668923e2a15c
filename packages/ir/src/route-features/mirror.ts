/** Sends a copy of requests elsewhere and ignores the answers. */
export interface Mirror {
  /** Name of a `Destination` of the same fleet. */
  readonly destination: string;
  /** Share of requests, as a fraction; absent: all. */
  readonly fraction?: { readonly numerator: number; readonly denominator: number };
}
