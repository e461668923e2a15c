import {
  anything,
  choice,
  defaulted,
  flag,
  integer,
  list,
  map,
  type ObjectSchema,
  object,
  required,
  type TextSchema,
  text,
} from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";
import { moduleName, oneLine } from "../schema/patterns.ts";

export const loadBalancerType: TextSchema = choice("LoadBalancerType", [
  "ConsistentHash",
  "LeastRequest",
  "Random",
  "RoundRobin",
  "BackendUtilization",
  "DynamicModule",
]);

export const consistentHashType: TextSchema = choice("ConsistentHashType", [
  "SourceIP",
  "Header",
  "Headers",
  "Cookie",
  "QueryParams",
]);

export const header: ObjectSchema = object("Header", {
  name: required(text()),
});

export const cookie: ObjectSchema = object("Cookie", {
  name: required(text()),
  ttl: duration(),
  attributes: map(text()),
});

export const queryParam: ObjectSchema = object("QueryParam", {
  name: required(text()),
});

export const consistentHash: ObjectSchema = object("ConsistentHash", {
  type: required(consistentHashType),
  header,
  headers: list(header),
  cookie,
  queryParams: list(queryParam),
  tableSize: defaulted(integer(2, 5000011), 65537),
});

export const outOfBandReporting: ObjectSchema = object("OutOfBandReporting", {
  reportingPeriod: duration(),
  port: integer(1, 65535),
  authority: text({ min: 1, max: 259, pattern: oneLine }),
});

export const backendUtilization: ObjectSchema = object("BackendUtilization", {
  blackoutPeriod: duration(),
  weightExpirationPeriod: duration(),
  weightUpdatePeriod: duration(),
  errorUtilizationPenaltyPercent: integer(0),
  metricNamesForComputingUtilization: list(text()),
  keepResponseHeaders: defaulted(flag(), false),
  outOfBand: outOfBandReporting,
});

export const dynamicModuleLBPolicy: ObjectSchema = object("DynamicModuleLBPolicy", {
  name: required(text({ min: 1, max: 253, pattern: moduleName })),
  lbPolicyName: required(text({ min: 1, max: 253 })),
  config: anything(),
});

export const endpointOverrideExtractFrom: ObjectSchema = object("EndpointOverrideExtractFrom", {
  header: text(),
});

export const endpointOverride: ObjectSchema = object("EndpointOverride", {
  extractFrom: required(list(endpointOverrideExtractFrom, { min: 1, max: 10 })),
});

export const slowStart: ObjectSchema = object("SlowStart", {
  window: required(duration()),
});

export const forceLocalZone: ObjectSchema = object("ForceLocalZone", {
  minEndpointsInZoneThreshold: integer(),
});

export const preferLocalZone: ObjectSchema = object("PreferLocalZone", {
  force: forceLocalZone,
  minEndpointsThreshold: integer(),
  percentageEnabled: integer(0, 100),
});

export const weightedZoneConfig: ObjectSchema = object("WeightedZoneConfig", {
  zone: required(text()),
  weight: required(integer()),
});

export const zoneAware: ObjectSchema = object("ZoneAware", {
  preferLocal: preferLocalZone,
  weightedZones: list(weightedZoneConfig, { mapKeys: ["zone"] }),
});

export const loadBalancer: ObjectSchema = object("LoadBalancer", {
  type: required(loadBalancerType),
  consistentHash,
  backendUtilization,
  dynamicModule: dynamicModuleLBPolicy,
  endpointOverride,
  slowStart,
  zoneAware,
});
