import type { Mirror } from "@sluice/ir";
import type { RouteAction_RequestMirrorPolicy as MirrorPolicy } from "@sluice/protos/envoy/config/route/v3/route_components";
import {
  FractionalPercent_DenominatorType as Denominator,
  type FractionalPercent,
} from "@sluice/protos/envoy/type/v3/percent";
import type { RouteFeature } from "./feature.ts";

/** Copies of requests to other destinations. */
export const mirrors: RouteFeature<"mirrors"> = {
  toRoute: (all) => {
    const requestMirrorPolicies = all.flatMap(toPolicy);
    return requestMirrorPolicies.length > 0 ? { action: { requestMirrorPolicies } } : {};
  },
};

function toPolicy({ destination, fraction }: Mirror): readonly MirrorPolicy[] {
  if (fraction?.numerator === 0) return [];
  return [
    {
      cluster: destination,
      runtimeFraction: { defaultValue: fraction ? toFraction(fraction) : { numerator: 100 } },
      // The mirror's own cluster tells copies from originals.
      disableShadowHostSuffixAppend: true,
    },
  ];
}

/** Envoy knows three denominators; the millionth is as fine as it gets. */
function toFraction({ numerator, denominator }: NonNullable<Mirror["fraction"]>): FractionalPercent {
  return { numerator: Math.round((numerator / denominator) * 1_000_000), denominator: Denominator.MILLION };
}
