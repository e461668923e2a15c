import { filtersOf, type RouteFeature } from "./feature.ts";

/** Cross-origin requests: the last CORS filter of the rule. */
export const cors: RouteFeature<"cors"> = {
  fromRule: (rule) => {
    const of = filtersOf(rule, "CORS", "cors").at(-1)?.of;
    if (of === undefined) return undefined;
    return {
      allowOrigins: of.allowOrigins ?? [],
      allowMethods: of.allowMethods ?? [],
      allowHeaders: of.allowHeaders ?? [],
      exposeHeaders: of.exposeHeaders ?? [],
      ...(of.maxAge === undefined ? {} : { maxAge: of.maxAge * 1000 }),
      allowCredentials: of.allowCredentials ?? false,
    };
  },
};
