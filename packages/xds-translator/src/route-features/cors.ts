import { pack } from "@sluice/protos";
import { Cors, CorsPolicy } from "@sluice/protos/envoy/extensions/filters/http/cors/v3/cors";
import type { StringMatcher } from "@sluice/protos/envoy/type/matcher/v3/string";
import { quoteRegex } from "../routes/path-rewrite.ts";
import type { RouteFeature } from "./feature.ts";

const filter = "envoy.filters.http.cors";

/** Cross-origin resource sharing: preflight requests are answered by Envoy. */
export const cors: RouteFeature<"cors"> = {
  toFilter: () => ({ name: filter, configType: { $case: "typedConfig", value: pack(Cors, {}) } }),
  toRoute: (value) => ({
    perFilter: {
      [filter]: pack(CorsPolicy, {
        allowOriginStringMatch: value.allowOrigins.map(toOriginMatcher),
        allowMethods: toList(value.allowMethods),
        allowHeaders: toList(value.allowHeaders),
        exposeHeaders: value.exposeHeaders.join(", "),
        ...(value.maxAge === undefined ? {} : { maxAge: String(Math.trunc(value.maxAge / 1000)) }),
        allowCredentials: value.allowCredentials,
        forwardNotMatchingPreflights: false,
      }),
    },
  }),
};

/** Envoy reads a lone `*` as everything, but as a plain character within a list. */
function toList(values: readonly string[]): string {
  return values.includes("*") ? "*" : values.join(", ");
}

function toOriginMatcher(origin: string): StringMatcher {
  if (!origin.includes("*")) return { matchPattern: { $case: "exact", value: origin } };
  const regex = origin.split("*").map(quoteRegex).join(".*");
  return { matchPattern: { $case: "safeRegex", value: { regex } } };
}
