import { choice, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { byteSize } from "../schema/formats.ts";
import { oneLine } from "../schema/patterns.ts";

export const bandwidthLimitUnit: TextSchema = choice("BandwidthLimitUnit", ["Second", "Minute", "Hour"]);

export const bandwidthLimitValue: ObjectSchema = object("BandwidthLimitValue", {
  value: required(byteSize()),
  unit: required(bandwidthLimitUnit),
});

export const bandwidthLimitRequestConfig: ObjectSchema = object("BandwidthLimitRequestConfig", {
  limit: required(bandwidthLimitValue),
});

export const bandwidthLimitResponseTrailers: ObjectSchema = object("BandwidthLimitResponseTrailers", {
  prefix: text({ pattern: oneLine }),
});

export const bandwidthLimitResponseConfig: ObjectSchema = object("BandwidthLimitResponseConfig", {
  limit: required(bandwidthLimitValue),
  responseTrailers: bandwidthLimitResponseTrailers,
});

export const bandwidthLimitSpec: ObjectSchema = object("BandwidthLimitSpec", {
  request: bandwidthLimitRequestConfig,
  response: bandwidthLimitResponseConfig,
});
