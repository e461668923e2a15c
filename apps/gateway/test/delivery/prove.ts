// pnpm prove:delivery [--changes 10000 --requests 100000 --seed 1 --report FILE --only ours,peer --log DIR]
//
// Random changes under traffic through four real Envoys, served by packages/xds-server, and the same by go-control-plane's snapshot cache (needs Go).
// Ends with 1 when one of ours fails a request, breaks the order, or does not come to rest.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ours, peer } from "./control-plane.ts";
import { type Row, toReport } from "./report.ts";
import { type DeliveryOptions, runDelivery } from "./run.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    changes: { type: "string", default: "10000" },
    requests: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    pause: { type: "string", default: "40" },
    delay: { type: "string", default: "5000" },
    "load-pause": { type: "string", default: "20" },
    only: { type: "string", default: "ours,peer" },
    report: { type: "string" },
    log: { type: "string" },
  },
});
const root = join(import.meta.dirname, "..", "..", "..", "..");
const work = mkdtempSync(join(tmpdir(), "sluice-prove-"));
const wanted = values.only.split(",");

function buildPeer(): string | undefined {
  if (!wanted.includes("peer")) return undefined;
  if (spawnSync("go", ["version"]).status !== 0) {
    console.log("> no Go: without the peer");
    return undefined;
  }
  console.log("> building the peer …");
  const binary = join(work, "snapshots");
  execFileSync("go", ["build", "-o", binary, "./snapshots"], {
    cwd: join(root, "bench", "xds-scale"),
    stdio: "inherit",
  });
  return binary;
}

interface Plan {
  readonly title: string;
  readonly side: "ours" | "peer";
  readonly options: Pick<DeliveryOptions, "serve" | "virtualHosts" | "backendTls">;
}

function plans(binary: string | undefined): readonly Plan[] {
  const inline = { virtualHosts: "inline", backendTls: true } as const;
  const plain = { virtualHosts: "inline", backendTls: false } as const;
  const mine: Plan[] = [
    {
      title: "Sluice, virtual hosts one by one",
      side: "ours",
      options: { serve: ours, virtualHosts: "onDemand", backendTls: true },
    },
    { title: "Sluice, routes in one piece", side: "ours", options: { serve: ours, ...inline } },
  ];
  if (binary === undefined) return mine.filter(({ side }) => wanted.includes(side));
  const serve: DeliveryOptions["serve"] = (pipeline) => peer(pipeline, binary);
  const theirs: Plan[] = [
    { title: "snapshot cache, routes in one piece", side: "peer", options: { serve, ...inline } },
    // Without what wedges it at once.
    { title: "snapshot cache, no backend TLS", side: "peer", options: { serve, ...plain } },
  ];
  const [first, ...others] = mine;
  return [first!, ...theirs, ...others].filter(({ side }) => wanted.includes(side));
}

const rows: Row[] = [];
const report = () => toReport(rows, `pnpm prove:delivery ${process.argv.slice(2).join(" ")}`.trim());
try {
  const binary = buildPeer();
  if (values.log !== undefined) mkdirSync(values.log, { recursive: true });
  for (const { title, side, options } of plans(binary)) {
    console.log(`> ${title} …`);
    const log = values.log === undefined ? {} : { log: join(values.log, `${title.replace(/\W+/g, "-")}.jsonl`) };
    const result = await runDelivery({
      ...options,
      ...log,
      seed: Number(values.seed),
      changes: Number(values.changes),
      requests: Number(values.requests),
      pauseMs: Number(values.pause),
      delayMs: Number(values.delay),
      loadPauseMs: Number(values["load-pause"]),
      progress: (text) => console.log(`  ${text}`),
    });
    rows.push({ title, side, result });
    if (values.report !== undefined) writeFileSync(values.report, report());
    const { failed, requests, wire, differences } = result;
    console.log(
      `  ${failed} of ${requests} requests failed; ${wire.violations.length} violations of the order in ${wire.references} references; ${differences.length} differences at the end`,
    );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(report());
const isGood = ({ side, result: { failed, wire, differences } }: Row) =>
  side === "peer" || failed + wire.violations.length + wire.nacks.length + differences.length === 0;
process.exit(rows.every(isGood) ? 0 : 1);
