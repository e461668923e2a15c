import { RouteConfiguration } from "@sluice/protos/envoy/config/route/v3/route";
import { describe, expect, it } from "vitest";
import { encode } from "./encode.ts";
import { hasField } from "./has-field.ts";

const vhds = 9;
const virtualHosts = ["a", "b"].map((name) => ({ name, domains: [`${name}.test`] }));

describe("hasField", () => {
  it("finds a field behind others, without looking into them", () => {
    const set = encode(RouteConfiguration, { name: "r", virtualHosts, vhds: { configSource: {} } });
    const unset = encode(RouteConfiguration, { name: "r", virtualHosts, mostSpecificHeaderMutationsWins: true });
    expect([hasField(set, vhds), hasField(unset, vhds), hasField(new Uint8Array(), vhds)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("throws for what is no message", () => {
    expect(() => hasField(new Uint8Array([0xff, 0xff]), vhds)).toThrow();
  });
});
