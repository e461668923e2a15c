import {
  anything,
  choice,
  defaulted,
  flag,
  integer,
  integer64,
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
import { notWhen, rule, union } from "../schema/rules.ts";

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

export const header: ObjectSchema = object(
  { name: "Header", doc: "A header that requests are spread by." },
  {
    name: required(text()),
  },
);

export const cookie: ObjectSchema = object(
  { name: "Cookie", doc: "A cookie that requests are spread by; made when absent and `ttl` is set." },
  {
    name: required(text()),
    ttl: duration(),
    attributes: map(text()),
  },
);

export const queryParam: ObjectSchema = object(
  { name: "QueryParam", doc: "A query parameter that requests are spread by." },
  {
    name: required(text()),
  },
);

export const consistentHash: ObjectSchema = object(
  {
    name: "ConsistentHash",
    doc: "What of a request decides its endpoint.",
    rules: [...union("type", { Header: "header", Headers: "headers", Cookie: "cookie", QueryParams: "queryParams" })],
  },
  {
    type: required(consistentHashType),
    header,
    headers: list(header),
    cookie,
    queryParams: list(queryParam),
    tableSize: defaulted(integer(2, 5000011), 65537),
  },
);

export const outOfBandReporting: ObjectSchema = object(
  {
    name: "OutOfBandReporting",
    doc: "Load reports that endpoints send apart from their answers.",
    rules: [
      rule(
        "!has(self.reportingPeriod) || duration(self.reportingPeriod) > duration('0s')",
        "Use a reportingPeriod of more than 0s.",
      ),
    ],
  },
  {
    reportingPeriod: duration(),
    port: integer(1, 65535),
    authority: text({ min: 1, max: 259, pattern: oneLine }),
  },
);

export const backendUtilization: ObjectSchema = object(
  { name: "BackendUtilization", doc: "How load that endpoints report turns into weights." },
  {
    blackoutPeriod: duration(),
    weightExpirationPeriod: duration(),
    weightUpdatePeriod: duration(),
    errorUtilizationPenaltyPercent: integer(0),
    metricNamesForComputingUtilization: list(text()),
    keepResponseHeaders: defaulted(flag(), false),
    outOfBand: outOfBandReporting,
  },
);

export const dynamicModuleLBPolicy: ObjectSchema = object(
  { name: "DynamicModuleLBPolicy", doc: "A load balancer out of a module of the proxy's." },
  {
    name: required(text({ min: 1, max: 253, pattern: moduleName })),
    lbPolicyName: required(text({ min: 1, max: 253 })),
    config: anything(),
  },
);

export const endpointOverrideExtractFrom: ObjectSchema = object(
  { name: "EndpointOverrideExtractFrom", doc: "Where a request names its endpoint." },
  {
    header: text(),
  },
);

export const endpointOverride: ObjectSchema = object(
  { name: "EndpointOverride", doc: "Lets requests name their endpoint." },
  {
    extractFrom: required(list(endpointOverrideExtractFrom, { min: 1, max: 10 })),
  },
);

export const slowStart: ObjectSchema = object(
  { name: "SlowStart", doc: "How new endpoints come up to full load." },
  {
    window: required(duration()),
  },
);

export const forceLocalZone: ObjectSchema = object(
  { name: "ForceLocalZone", doc: "When traffic stays in its zone at any price." },
  {
    minEndpointsInZoneThreshold: integer(),
  },
);

export const preferLocalZone: ObjectSchema = object(
  { name: "PreferLocalZone", doc: "When traffic stays in its zone." },
  {
    force: forceLocalZone,
    minEndpointsThreshold: integer64(),
    percentageEnabled: integer(0, 100),
  },
);

export const weightedZoneConfig: ObjectSchema = object(
  { name: "WeightedZoneConfig", doc: "The weight of a zone." },
  {
    zone: required(text()),
    weight: required(integer()),
  },
);

export const zoneAware: ObjectSchema = object(
  { name: "ZoneAware", doc: "How zones count in load balancing." },
  {
    preferLocal: preferLocalZone,
    weightedZones: list(weightedZoneConfig, { mapKeys: ["zone"] }),
  },
);

export const loadBalancer: ObjectSchema = object(
  {
    name: "LoadBalancer",
    doc: "How an endpoint is chosen; `type` says which way.",
    rules: [
      ...union("type", {
        ConsistentHash: "consistentHash",
        BackendUtilization: "backendUtilization",
        DynamicModule: "dynamicModule",
      }),
      notWhen("slowStart", "type", ["Random", "ConsistentHash", "DynamicModule"]),
      rule(
        "!has(self.zoneAware) || !has(self.zoneAware.preferLocal) || !(self.type in ['ConsistentHash', 'BackendUtilization'])",
        "Use zoneAware.weightedZones: preferLocal cannot be used when type is ConsistentHash or BackendUtilization.",
      ),
      notWhen("zoneAware", "type", ["DynamicModule"]),
      rule(
        "!has(self.zoneAware) || !has(self.zoneAware.preferLocal) || !has(self.zoneAware.weightedZones)",
        "Set only one of zoneAware.preferLocal or zoneAware.weightedZones.",
      ),
      notWhen("endpointOverride", "type", ["DynamicModule"]),
    ],
  },
  {
    type: required(loadBalancerType),
    consistentHash,
    backendUtilization,
    dynamicModule: dynamicModuleLBPolicy,
    endpointOverride,
    slowStart,
    zoneAware,
  },
);
