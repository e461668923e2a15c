import type { HttpMatch, RouteFeatures } from "@sluice/ir";
import { cors } from "./cors.ts";
import type { RouteFeature, RouteFeatureTable, RuleScope, RuleView } from "./feature.ts";
import { requestHeaders, responseHeaders } from "./header-mutation.ts";
import { mirrors } from "./mirror.ts";
import { retry } from "./retry.ts";
import { sessionPersistence } from "./session.ts";
import { timeout } from "./timeout.ts";
import { urlRewrite } from "./url-rewrite.ts";

/** Every feature of routes, by its name in the IR. */
export const routeFeatures: RouteFeatureTable = {
  cors,
  requestHeaders,
  responseHeaders,
  mirrors,
  urlRewrite,
  timeout,
  retry,
  sessionPersistence,
};

type AnyFeature = RouteFeature<keyof RouteFeatures>;

const rooms = Object.entries(routeFeatures) as unknown as readonly (readonly [keyof RouteFeatures, AnyFeature])[];

/** What a rule says about every feature. */
export function featuresOf(rule: RuleView, scope: RuleScope): RouteFeatures {
  let features: Record<string, unknown> | undefined;
  for (const [name, room] of rooms) {
    const value = room.fromRule(rule, scope);
    if (value !== undefined) {
      features ??= {};
      features[name] = value;
    }
  }
  return features ?? none;
}

/** Most rules have none: one object for all. */
const none: RouteFeatures = {};

/** A rule's features, fitted to one of its matches. */
export function fitToMatch(features: RouteFeatures, match: HttpMatch): RouteFeatures {
  const fitting = rooms.filter(([name, room]) => room.forMatch !== undefined && features[name] !== undefined);
  if (fitting.length === 0) return features;
  const fitted: Record<string, unknown> = { ...features };
  for (const [name, room] of fitting) fitted[name] = room.forMatch!(features[name]!, match);
  return fitted;
}
