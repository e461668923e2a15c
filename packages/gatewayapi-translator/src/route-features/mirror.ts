import type { Mirror } from "@sluice/ir";
import type { HTTPRequestMirrorFilter } from "@sluice/resources";
import { filtersOf, type RouteFeature } from "./feature.ts";

/** Copies of requests: one per RequestMirror filter whose backend exists. */
export const mirrors: RouteFeature<"mirrors"> = {
  fromRule: (rule, scope) => {
    const all = filtersOf(rule, "RequestMirror", "requestMirror").flatMap(({ index, of }): Mirror[] => {
      const destination = scope.mirrorTo(of.backendRef, index);
      return destination === undefined ? [] : [{ destination, ...shareOf(of) }];
    });
    return all.length === 0 ? undefined : all;
  },
};

function shareOf({ fraction, percent }: HTTPRequestMirrorFilter): Pick<Mirror, "fraction"> {
  if (fraction !== undefined)
    return { fraction: { numerator: fraction.numerator, denominator: fraction.denominator ?? 100 } };
  return percent === undefined ? {} : { fraction: { numerator: percent, denominator: 100 } };
}
