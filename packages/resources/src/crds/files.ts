import { stringify } from "yaml";
import { kinds } from "../kinds.ts";
import { crdOf, ownKinds } from "./definitions.ts";

/** The file of each CustomResourceDefinition, by name; the same bytes for the same schemas. */
export function crdFiles(): ReadonlyMap<string, string> {
  return new Map(
    ownKinds.map((kind) => {
      const { group, plural } = kinds[kind];
      const text = stringify(crdOf(kind), { aliasDuplicateObjects: false, compat: "yaml-1.1", lineWidth: 0 });
      return [
        `${group}_${plural}.yaml`,
        `# Generated from packages/resources by \`pnpm generate\`; never edited.\n${text}`,
      ];
    }),
  );
}
