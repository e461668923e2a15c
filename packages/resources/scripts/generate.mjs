// Run by `pnpm generate`: writes from the schemas src/gen/resources.ts, the TypeScript types of all kinds, src/gen/rules.ts,
// the rules between fields as functions, and charts/sluice/charts/crds/crds, the CustomResourceDefinitions of our own kinds.
import { mkdirSync, writeFileSync } from "node:fs";
import { crdFiles } from "../src/crds/files.ts";
import { typescriptOf } from "../src/schema/typescript.ts";
import { schemas } from "../src/schemas.ts";
import { rulesSource } from "./emit-rules.ts";

writeFileSync(new URL("../src/gen/resources.ts", import.meta.url), typescriptOf(schemas));
writeFileSync(new URL("../src/gen/rules.ts", import.meta.url), rulesSource(Object.values(schemas)));

const crds = new URL("../../../charts/sluice/charts/crds/crds/", import.meta.url);
mkdirSync(crds, { recursive: true });
for (const [name, text] of crdFiles()) writeFileSync(new URL(name, crds), text);
