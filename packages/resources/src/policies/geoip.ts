import { choice, flag, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { mmdbPath } from "../schema/patterns.ts";

export const geoIPProviderType: TextSchema = choice("GeoIPProviderType", ["MaxMind"]);

export const localGeoIPDBSource: ObjectSchema = object("LocalGeoIPDBSource", {
  path: required(text({ pattern: mmdbPath })),
});

export const geoIPDBSource: ObjectSchema = object("GeoIPDBSource", {
  local: required(localGeoIPDBSource),
});

export const geoIPMaxMind: ObjectSchema = object("GeoIPMaxMind", {
  cityDbSource: geoIPDBSource,
  countryDbSource: geoIPDBSource,
  asnDbSource: geoIPDBSource,
  ispDbSource: geoIPDBSource,
  anonymousIpDbSource: geoIPDBSource,
});

export const geoIPProvider: ObjectSchema = object("GeoIPProvider", {
  type: required(geoIPProviderType),
  maxMind: geoIPMaxMind,
});

export const geoIPAnonymousMatch: ObjectSchema = object("GeoIPAnonymousMatch", {
  isAnonymous: flag(),
  isVPN: flag(),
  isHosting: flag(),
  isTor: flag(),
  isProxy: flag(),
});
