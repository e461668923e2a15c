import type { Collected, Collection, Graph, Keyed, Read } from "@sluice/collections";
import type { Resources } from "@sluice/resources";
import type { TranslateOptions } from "./options.ts";

/** What every derivation of the translator starts from. */
export interface Base {
  readonly graph: Graph;
  readonly resources: Collected<Resources>;
  readonly options: TranslateOptions;
}

/** How one collection follows from another. */
export interface Step<I extends Keyed, O extends Keyed> {
  readonly from: Collection<I>;
  readonly to: (value: I, read: Read) => O | readonly O[] | undefined;
}

/** A derivation with the translator's prefix. */
export function derived<I extends Keyed, O extends Keyed>(
  { graph }: Base,
  name: string,
  step: Step<I, O>,
): Collection<O> {
  return graph.derive({ name: `gatewayapi/${name}`, ...step });
}
