import type { Graph } from "./collection.ts";

const columns = ["collection", "kind", "size", "runs", "changes", "reads"] as const;

/** A table of every collection in creation order, for people: its kind and size, how often it ran, what it reads. */
export function dump(graph: Graph): string {
  const rows: (readonly string[])[] = [columns];
  for (const { name, kind, size, synced, runs, changes, reads } of graph.stats()) {
    rows.push([name, kind, synced ? `${size}` : "not synced", `${runs}`, `${changes}`, reads.join(", ")]);
  }
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
