import { choice, flag, type ObjectSchema, object, type TextSchema } from "../schema/dsl.ts";
import { duration } from "../schema/formats.ts";

export const dnsLookupFamily: TextSchema = choice("DNSLookupFamily", [
  "IPv4",
  "IPv6",
  "IPv4Preferred",
  "IPv6Preferred",
  "IPv4AndIPv6",
]);

export const dns: ObjectSchema = object(
  { name: "DNS", doc: "How host names of backends are looked up." },
  {
    dnsRefreshRate: duration(),
    respectDnsTtl: flag(),
    lookupFamily: dnsLookupFamily,
  },
);
