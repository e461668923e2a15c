import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, readCase } from "./cases.ts";
import { translateCase } from "./translate-case.ts";

/** Translates a case and writes `<out>/<case>/{status.json,xds.json}`. A bug (an exception) is returned; what it leaves is written. */
export function writeResults(one: Case, out: string): Error | undefined {
  const folder = join(out, one.name);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
  try {
    const { manifests, options } = readCase(one);
    const { status, xds, bugs } = translateCase(manifests, options);
    write("status", status);
    write("xds", xds);
    return bugs[0];
  } catch (error) {
    write("status", []);
    write("xds", {});
    return error instanceof Error ? error : new Error(String(error));
  }
}
