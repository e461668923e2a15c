import { choice, flag, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { mmdbPath } from "../schema/patterns.ts";
import { atLeastOne, neededWhen } from "../schema/rules.ts";

export const geoIPProviderType: TextSchema = choice("GeoIPProviderType", ["MaxMind"]);

export const localGeoIPDBSource: ObjectSchema = object(
  { name: "LocalGeoIPDBSource", doc: "A database in the proxy's file system." },
  {
    path: required(text({ pattern: mmdbPath })),
  },
);

export const geoIPDBSource: ObjectSchema = object(
  { name: "GeoIPDBSource", doc: "Where a database of places comes from." },
  {
    local: required(localGeoIPDBSource),
  },
);

export const geoIPMaxMind: ObjectSchema = object(
  {
    name: "GeoIPMaxMind",
    doc: "MaxMind databases, one per kind of fact.",
    rules: [atLeastOne("cityDbSource", "countryDbSource", "asnDbSource", "ispDbSource", "anonymousIpDbSource")],
  },
  {
    cityDbSource: geoIPDBSource,
    countryDbSource: geoIPDBSource,
    asnDbSource: geoIPDBSource,
    ispDbSource: geoIPDBSource,
    anonymousIpDbSource: geoIPDBSource,
  },
);

export const geoIPProvider: ObjectSchema = object(
  {
    name: "GeoIPProvider",
    doc: "Who knows where clients are; `type` says which.",
    rules: [neededWhen("maxMind", "type", "MaxMind")],
  },
  {
    type: required(geoIPProviderType),
    maxMind: geoIPMaxMind,
  },
);

export const geoIPAnonymousMatch: ObjectSchema = object(
  {
    name: "GeoIPAnonymousMatch",
    doc: "Which kinds of anonymous network match.",
    rules: [atLeastOne("isAnonymous", "isVPN", "isHosting", "isTor", "isProxy")],
  },
  {
    isAnonymous: flag(),
    isVPN: flag(),
    isHosting: flag(),
    isTor: flag(),
    isProxy: flag(),
  },
);
