import type { DescMessage } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { descriptors } from "./descriptors.ts";

interface Generated {
  readonly $type: string;
  decode(bytes: Uint8Array): unknown;
}

const services = [...descriptors().files].flatMap((file) => file.services);

/** Every message type that a call of the services can carry, Any not followed. */
function reachable(): readonly DescMessage[] {
  const types = new Set(services.flatMap(({ methods }) => methods.flatMap(({ input, output }) => [input, output])));
  // A set hands out what is added while it is walked.
  for (const type of types) for (const { message } of type.fields) if (message !== undefined) types.add(message);
  return [...types].filter(({ file }) => !file.name.startsWith("google/protobuf/"));
}

const files = [...new Set(reachable().map(({ file }) => file.name))].sort();

it("knows the discovery services", () => {
  const names = services.map(({ typeName }) => typeName);
  for (const kind of ["Cluster", "Endpoint", "Listener", "Route", "VirtualHost", "Secret"]) {
    expect(names.filter((name) => name.endsWith(`.${kind}DiscoveryService`))).toHaveLength(1);
  }
  expect(names).toContain("envoy.service.discovery.v3.AggregatedDiscoveryService");
  expect(files).toContain("envoy/service/discovery/v3/discovery");
});

// ts-proto writes decoders only for the types that buf.gen.yaml lists; the others throw when they are called, not when they are compiled.
it.each(files)("decodes what services carry: %s", async (file) => {
  const module: Readonly<Record<string, Generated>> = await import(new URL(`./gen/${file}.ts`, import.meta.url).href);
  const generated = new Map(
    Object.values(module)
      .filter((exported) => typeof exported === "object" && "$type" in exported)
      .map((codec) => [codec.$type, codec]),
  );
  const types = reachable().filter((type) => type.file.name === file && !type.proto.options?.mapEntry);
  expect(types.length).toBeGreaterThan(0);
  for (const { typeName } of types) {
    const codec = generated.get(typeName);
    expect(codec, typeName).toBeDefined();
    expect(() => codec?.decode(new Uint8Array()), typeName).not.toThrow();
  }
});
