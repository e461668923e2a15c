import type { Collected, Collection, Graph, Source } from "@sluice/collections";
import type { Report } from "@sluice/ir";
import { keyOf } from "./key.ts";
import { type KindMap, type KindName, kindNames, type Resource, type Resources } from "./kinds.ts";
import type { ProviderEvent } from "./provider.ts";

/** What one provider delivers, as collections. */
export interface ResourceStore {
  /** One collection per kind, named `resources/<kind>`. */
  readonly resources: Collected<Resources>;
  /** What is wrong with the source's objects, and whether the source can be read; named `resources/reports`. */
  readonly reports: Collection<Report>;
  /** Takes one event of the provider in; it takes effect at the graph's next flush. */
  apply(event: ProviderEvent): void;
}

type Sources = { readonly [K in KindName]: Source<KindMap[K]> };

/** Makes the collections that one provider feeds. */
export function createResourceStore(graph: Graph): ResourceStore {
  const sources = Object.fromEntries(
    kindNames.map((kind) => [kind, graph.source<Resource>(`resources/${kind}`)]),
  ) as unknown as Sources;
  const reports = graph.source<Report>("resources/reports");
  let lost: Report | undefined;
  const found = (): void => {
    if (lost !== undefined) reports.delete(lost.key);
    lost = undefined;
  };
  const of = (kind: KindName): Source<Resource> => sources[kind] as unknown as Source<Resource>;
  return {
    resources: sources,
    reports,
    apply(event) {
      switch (event.kind) {
        case "changed":
          found();
          // Deletions first: an object that is deleted and made anew in one change is there.
          for (const { kind, namespace, name } of event.deletes) of(kind).delete(keyOf(namespace, name));
          for (const resource of event.upserts) of(resource.kind).set(resource);
          return;
        case "synced":
          found();
          for (const kind of kindNames) of(kind).markSynced();
          reports.markSynced();
          return;
        case "lost":
          // The last good resources stay; only the report says that they may be old.
          lost = lostReport(event.message);
          reports.set(lost);
          // Said even when nothing has ever been read: that is when it matters most.
          reports.markSynced();
          return;
        case "reports":
          reports.replace(lost === undefined ? event.reports : [...event.reports, lost]);
          reports.markSynced();
          return;
      }
    },
  };
}

function lostReport(message: string): Report {
  return {
    key: "source",
    about: { group: "", kind: "", namespace: "", name: "" },
    severity: "error",
    problem: {
      kind: "infrastructure",
      message: `The source of resources cannot be read: ${message}`,
      remedy: "The last known resources stay in force; make the source readable again.",
    },
  };
}
