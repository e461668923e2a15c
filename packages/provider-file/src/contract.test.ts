import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Provider, type ResourceId, stringifyResources } from "@sluice/resources";
import { type ProviderSubject, providerContract } from "@sluice/resources/testing";
import { map } from "rxjs";
import { fileProvider } from "./provide.ts";

providerContract("a folder", (): ProviderSubject => {
  const base = mkdtempSync(join(tmpdir(), "sluice-contract-"));
  const folder = join(base, "manifests");
  mkdirSync(folder);
  const fileOf = (id: ResourceId): string => join(folder, `${id.kind}-${id.namespace}-${id.name}.yaml`);
  return {
    provider: withoutNamespaces(fileProvider({ paths: [folder], pollMs: 0 })),
    write(...resources) {
      for (const resource of resources)
        writeFileSync(fileOf({ ...resource.metadata, kind: resource.kind }), stringifyResources([resource]));
    },
    writeInvalid: (id) =>
      writeFileSync(
        fileOf(id),
        `apiVersion: v1\nkind: ${id.kind}\nmetadata: {name: ${id.name}, namespace: ${id.namespace}}\nspec: {ports: no}\n`,
      ),
    remove(...ids) {
      for (const id of ids) rmSync(fileOf(id));
    },
    lose: () => renameSync(folder, `${folder}.away`),
    restore: () => renameSync(`${folder}.away`, folder),
    open: () => process.getActiveResourcesInfo().filter((name) => name === "FSEventWrap").length,
    dispose: () => rmSync(base, { recursive: true }),
  };
});

/** The contract counts what was written; a folder also has the namespaces that a cluster would have. */
function withoutNamespaces(provider: Provider): Provider {
  return {
    name: provider.name,
    watch: () =>
      provider.watch().pipe(
        map((event) =>
          event.kind === "changed"
            ? {
                kind: "changed",
                upserts: event.upserts.filter(({ kind }) => kind !== "Namespace"),
                deletes: event.deletes.filter(({ kind }) => kind !== "Namespace"),
              }
            : event,
        ),
      ),
  };
}
