import { list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const nodeAddress: ObjectSchema = object(
  { name: "NodeAddress", doc: "One address of a machine, and of what type it is." },
  {
    type: required(text()),
    address: required(text()),
  },
);

export const nodeStatus: ObjectSchema = object(
  { name: "NodeStatus", doc: "The addresses of a machine." },
  {
    addresses: list(nodeAddress),
  },
);
