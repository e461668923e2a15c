// Writes src/gen/resources.ts, the TypeScript types of all kinds, from the schemas. Run by `pnpm generate`.
import { writeFileSync } from "node:fs";
import { typescriptOf } from "../src/schema/typescript.ts";
import { schemas } from "../src/schemas.ts";

writeFileSync(new URL("../src/gen/resources.ts", import.meta.url), typescriptOf(schemas));
