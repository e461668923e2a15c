import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import type { DeliveryResult } from "./run.ts";

/** One run, as the report shows it. */
export interface Row {
  readonly title: string;
  readonly side: "ours" | "peer";
  readonly result: DeliveryResult;
}

/** What runs showed, as Markdown. */
export function toReport(rows: readonly Row[], command: string): string {
  const printed = spawnSync(process.env.ENVOY_PATH ?? "envoy", ["--version"]).stdout?.toString() ?? "";
  const version = /\/(\d+\.\d+\.\d+)\//.exec(printed)?.[1] ?? "of an unknown version";
  const facts: readonly (readonly [string, (result: DeliveryResult) => string | number])[] = [
    ["changes", ({ changes }) => sum(Object.values(changes))],
    ["requests on routes that exist throughout", ({ requests }) => requests],
    ["TLS handshakes", ({ handshakes }) => handshakes],
    ["**failed requests**", ({ failed }) => `**${failed}**`],
    ["references to clusters in sent routes, checked", ({ wire }) => wire.references],
    ["**of them un-ACKed or removed, or removed below a route**", ({ wire }) => `**${wire.violations.length}**`],
    ["NACKs", ({ wire }) => wire.nacks.length],
    ["times that something was held back", ({ held }) => held],
    ["streams of the flapping proxy", ({ streams }) => streams.flapping ?? 0],
    ["requests and responses on the wire", ({ wire }) => `${wire.requests}, ${wire.responses}`],
    ["disagreements at the end", ({ differences }) => differences.length],
    ["seconds", ({ seconds }) => Math.round(seconds)],
    ["last state of the model", ({ end }) => `\`${end}\``],
  ];
  const lines = [
    "# Delivery under random changes",
    "",
    `\`${command}\`, ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, Envoy ${version}, Node ${process.version}, ${cpus().length} cores (load ${loadavg()[0]?.toFixed(1)}).`,
    "",
    "Four Envoys: one near, one far, one whose answers are delayed at random, one that is disconnected at random. The changes, drawn from a seed, go from Gateway API objects",
    "through the translators to the server under test; both servers get the same resources.",
    "",
    `| | ${rows.map(({ title }) => title).join(" | ")} |`,
    `|---|${rows.map(() => "---:").join("|")}|`,
    ...facts.map(([title, of]) => `| ${title} | ${rows.map(({ result }) => of(result)).join(" | ")} |`),
    "",
    ...rows.flatMap(details),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function details({ title, result: { changes, failures, wire, differences } }: Row): readonly string[] {
  const kinds = (texts: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return [...counts].sort(([, one], [, other]) => other - one).slice(0, 5);
  };
  const failed = kinds(failures.map(({ proxy, what }) => `${proxy}: ${what.slice(what.indexOf(": ") + 2)}`));
  const broken = kinds(
    wire.violations.map((text) =>
      text.includes("names cluster")
        ? "a route ahead of the ACK, or after the removal, of its cluster"
        : "a cluster removed below a route",
    ),
  );
  const found = [
    ...failed.map(([text, count]) => `- ${count} of the first ${failures.length} failures: ${text}`),
    ...broken.map(([text, count]) => `- ${count} times ${text}`),
    ...differences.slice(0, 6).map((text) => `- at the end, ${text}`),
  ];
  const drawn = Object.entries(changes)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`);
  return [
    `## ${title}`,
    "",
    ...(found.length === 0 ? ["Nothing to report."] : found),
    "",
    `Changes: ${drawn.join(", ")}.`,
    "",
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
