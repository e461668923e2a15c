import { list, type ObjectSchema, object, required, text } from "../schema/dsl.ts";

export const nodeAddress: ObjectSchema = object("NodeAddress", {
  type: required(text()),
  address: required(text()),
});

export const nodeStatus: ObjectSchema = object("NodeStatus", {
  addresses: list(nodeAddress),
});
