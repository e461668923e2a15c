import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const file = join(import.meta.dirname, "../../../testdata/routes/tls/both-modes/ir.yaml");
const { secrets } = parse(readFileSync(file, "utf8")) as {
  readonly secrets: readonly { readonly chain: string; readonly privateKey: string }[];
};

/** A certificate that signs itself, good for a hundred years, and its key: PEM. */
export const certificate: { readonly chain: string; readonly privateKey: string } = secrets[0]!;
