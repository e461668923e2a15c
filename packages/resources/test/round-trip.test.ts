import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyDefaults,
  kindNames,
  parseResources,
  readResource,
  stringifyResources,
  toManifest,
  validate,
} from "../src/index.ts";
import { arbitraryObject, arbitraryResource } from "./arbitrary-resource.ts";

describe("any valid resource", () => {
  it.each(kindNames)("%s: is read without a finding, and again from its manifest", (kind) => {
    fc.assert(
      fc.property(arbitraryObject(kind), (object) => {
        const { resource, findings } = readResource(object);
        expect(findings).toEqual([]);
        expect(resource && readResource(toManifest(resource)).resource).toEqual(resource);
      }),
      { numRuns: 40 },
    );
  });

  it("survives being written as YAML and read back", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(arbitraryResource, { maxLength: 4, selector: ({ kind, key }) => `${kind}/${key}` }),
        (all) => {
          const parsed = parseResources(stringifyResources(all));
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
        expect(parseResources(text).objects).toEqual([resource]);
      }),
      { numRuns: 100 },
    );
  });

  it("is still valid with its defaults, and has them once", () => {
    fc.assert(
      fc.property(arbitraryResource, (resource) => {
        const before = structuredClone(resource);
        const filled = applyDefaults(resource);
        expect(validate(filled)).toEqual([]);
        expect(applyDefaults(filled)).toBe(filled);
        expect(resource).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});
