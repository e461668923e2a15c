import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyDefaults,
  kindNames,
  parseResources,
  readResource,
  stringifyResources,
  toManifest,
} from "../src/index.ts";
import { arbitraryObject, arbitraryResource } from "./arbitrary-resource.ts";

/** Made-up objects seldom keep the rules between fields. */
const options = { rules: false };

describe("any valid resource", () => {
  it.each(kindNames)("%s: is read without a finding, and again from its manifest", (kind) => {
    fc.assert(
      fc.property(arbitraryObject(kind), (object) => {
        const { resource, findings } = readResource(object, options);
        expect(findings).toEqual([]);
        expect(resource && readResource(toManifest(resource), options).resource).toEqual(resource);
      }),
      { numRuns: 40 },
    );
  });

  it("survives being written as YAML and read back", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(arbitraryResource, { maxLength: 4, selector: ({ kind, key }) => `${kind}/${key}` }),
        (all) => {
          const parsed = parseResources(stringifyResources(all), options);
          expect(parsed.reports).toEqual([]);
          expect(parsed.objects).toEqual(all);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("survives being written as JSON and read back", () => {
    fc.assert(
      fc.property(arbitraryResource, (resource) => {
        const text = JSON.stringify(toManifest(resource), null, 2);
        expect(parseResources(text, options).objects).toEqual([resource]);
      }),
      { numRuns: 100 },
    );
  });

  it("is still valid with its defaults, and has them once", () => {
    fc.assert(
      fc.property(arbitraryResource, (resource) => {
        const before = structuredClone(resource);
        const filled = applyDefaults(resource);
        expect(readResource(toManifest(filled), options).findings).toEqual([]);
        expect(applyDefaults(filled)).toBe(filled);
        expect(resource).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});
