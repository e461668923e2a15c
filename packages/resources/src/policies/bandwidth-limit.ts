import { choice, type ObjectSchema, object, required, type TextSchema, text } from "../schema/dsl.ts";
import { byteSize } from "../schema/formats.ts";
import { oneLine } from "../schema/patterns.ts";
import { atLeastOne } from "../schema/rules.ts";

export const bandwidthLimitUnit: TextSchema = choice("BandwidthLimitUnit", ["Second", "Minute", "Hour"]);

export const bandwidthLimitValue: ObjectSchema = object(
  { name: "BandwidthLimitValue", doc: "A number of bytes per unit of time." },
  {
    value: required(byteSize()),
    unit: required(bandwidthLimitUnit),
  },
);

export const bandwidthLimitRequestConfig: ObjectSchema = object(
  { name: "BandwidthLimitRequestConfig", doc: "The limit towards backends." },
  {
    limit: required(bandwidthLimitValue),
  },
);

export const bandwidthLimitResponseTrailers: ObjectSchema = object(
  { name: "BandwidthLimitResponseTrailers", doc: "Trailers that tell the delay which a limit caused." },
  {
    prefix: text({ pattern: oneLine }),
  },
);

export const bandwidthLimitResponseConfig: ObjectSchema = object(
  { name: "BandwidthLimitResponseConfig", doc: "The limit towards clients." },
  {
    limit: required(bandwidthLimitValue),
    responseTrailers: bandwidthLimitResponseTrailers,
  },
);

export const bandwidthLimitSpec: ObjectSchema = object(
  {
    name: "BandwidthLimitSpec",
    doc: "How many bytes may pass in either direction.",
    rules: [atLeastOne("request", "response")],
  },
  {
    request: bandwidthLimitRequestConfig,
    response: bandwidthLimitResponseConfig,
  },
);
