import type { Report } from "@sluice/ir";
import { absurd } from "@sluice/ir";
import { type ProviderEvent, placeKeyOf, type ResourceId } from "@sluice/resources";
import type { Entry } from "../log.ts";
import { counted, someOf } from "./count.ts";
import { objectText, problemText } from "./problem-text.ts";

/** Tells what changes in a provider's resources, and each problem once. */
export function narrateProvider(): (event: ProviderEvent) => readonly Entry[] {
  const known = new Set<string>();
  let synced = false;
  let lost = false;
  let problems = new Map<string, Report>();

  return (event) => {
    switch (event.kind) {
      case "changed": {
        const added = event.upserts.filter((resource) => !known.has(placeKeyOf(toId(resource))));
        const changed = event.upserts.filter((resource) => known.has(placeKeyOf(toId(resource))));
        for (const resource of added) known.add(placeKeyOf(toId(resource)));
        for (const id of event.deletes) known.delete(placeKeyOf(id));
        const back: Entry[] = lost ? [info("The resources can be read again.")] : [];
        lost = false;
        return [
          ...back,
          ...list("new", added.map(toId)),
          ...list("changed", changed.map(toId)),
          ...list("gone", event.deletes),
        ];
      }
      case "synced": {
        const first = synced ? [] : [info(`All resources are read: ${counted(countWritten(known), "object")}.`)];
        synced = true;
        lost = false;
        return first;
      }
      case "lost":
        lost = true;
        return [
          {
            part: "provider",
            level: "error",
            text: `The resources cannot be read, the last ones stay: ${event.message}.`,
          },
        ];
      case "reports": {
        const now = new Map(event.reports.map((report): [string, Report] => [textOf(report), report]));
        const news = [...now].filter(([text]) => !problems.has(text));
        const solved = [...problems].filter(([text, report]) => !now.has(text) && !isStillWrong(report, now.values()));
        problems = now;
        return [
          ...news.map(([text, { severity, about }]): Entry => {
            return { part: "provider", level: severity === "error" ? "error" : "warn", text, fields: { about } };
          }),
          ...solved.map(([, report]) => info(`Solved: ${problemText(report.problem, report.about)}`)),
        ];
      }
      default:
        return absurd(event);
    }
  };
}

/** Namespaces are implied, as a rule. */
function countWritten(ids: ReadonlySet<string>): number {
  return [...ids].filter((id) => !id.startsWith("Namespace/")).length;
}

/** Lists longer than this are summed up by kind. */
const longList = 5;

function list(what: string, ids: readonly ResourceId[]): readonly Entry[] {
  const shown = ids.filter(({ kind }) => kind !== "Namespace");
  if (shown.length === 0) return [];
  if (shown.length <= longList) return shown.map((id) => info(`${objectText(id)} ${what}`));
  const byKind = new Map<string, number>();
  for (const { kind } of shown) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  const kinds = [...byKind].map(([kind, count]) => counted(count, kind));
  return [info(`${someOf(kinds, 20)} ${what}`)];
}

/** The same object has the same class of problem in other words or on another line. */
function isStillWrong(report: Report, now: Iterable<Report>): boolean {
  for (const other of now)
    if (
      other.problem.kind === report.problem.kind &&
      other.problem.place?.file === report.problem.place?.file &&
      other.about.kind === report.about.kind &&
      other.about.name === report.about.name
    )
      return true;
  return false;
}

function textOf({ problem, about }: Report): string {
  return problemText(problem, about);
}

function toId({
  kind,
  metadata,
}: {
  readonly kind: ResourceId["kind"];
  readonly metadata: Omit<ResourceId, "kind">;
}): ResourceId {
  return { kind, namespace: metadata.namespace, name: metadata.name };
}

function info(text: string): Entry {
  return { part: "provider", level: "info", text };
}
