import { choice, type ObjectSchema, object, required, type TextSchema } from "../schema/dsl.ts";

export const proxyProtocolVersion: TextSchema = choice("ProxyProtocolVersion", ["V1", "V2"]);

export const proxyProtocol: ObjectSchema = object(
  { name: "ProxyProtocol", doc: "The PROXY protocol header that backends get." },
  {
    version: required(proxyProtocolVersion),
  },
);
