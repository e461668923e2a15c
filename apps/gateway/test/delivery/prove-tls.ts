// pnpm prove:tls [--rotations 60 --every 2000 --churn 300 --report FILE]
//
// The listener's certificate is replaced every two seconds, then backend TLS policies and the authority they trust change every 50 ms for five minutes,
// under traffic through two real Envoys. Ends with 1 when a request or handshake fails, a listener changes, or a cluster stays in warming.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { churnPolicies, rotateCertificates } from "./tls-churn.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    rotations: { type: "string", default: "60" },
    every: { type: "string", default: "2000" },
    churn: { type: "string", default: "300" },
    report: { type: "string" },
  },
});

console.log(`> ${values.rotations} certificates, one every ${values.every} ms …`);
const rotated = await rotateCertificates(Number(values.rotations), Number(values.every));
console.log(`> backend TLS policies, one change every 50 ms for ${values.churn} s …`);
const churned = await churnPolicies(Number(values.churn), 50);
const lines = [
  "# Secrets that change all the time",
  "",
  `\`${`pnpm prove:tls ${process.argv.slice(2).join(" ")}`.trim()}\`, ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, Node ${process.version}.`,
  "",
  "| certificates of a listener | |",
  "|---|---:|",
  `| rotations, one every ${values.every} ms | ${rotated.rotations} |`,
  `| handshakes under way meanwhile | ${rotated.handshakes} |`,
  `| **failed requests and handshakes** | **${rotated.failed}** |`,
  `| **listeners modified** | **${rotated.listenersModified}** |`,
  `| slowest until both proxies served the new one | ${rotated.slowestMs.toFixed(0)} ms |`,
  "",
  "| backend TLS policies | |",
  "|---|---:|",
  `| changes, one every 50 ms and the time it takes, for ${values.churn} s | ${churned.changes} |`,
  `| requests | ${churned.requests} |`,
  `| **failed requests** | **${churned.failed}** |`,
  `| **clusters that stay in warming** | **${churned.warming.length}** |`,
  `| longest that a cluster was warming on the near proxy | ${churned.longestWarmingMs.toFixed(0)} ms |`,
  `| NACKs, violations of the order | ${churned.wire.nacks.length}, ${churned.wire.violations.length} |`,
];
const report = `${lines.join("\n")}\n`;
console.log(report);
for (const failure of [...rotated.failures, ...churned.failures].slice(0, 10)) console.log(failure);
if (values.report !== undefined) writeFileSync(values.report, report);
const bad = rotated.failed + rotated.listenersModified + churned.failed + churned.warming.length;
process.exit(bad + churned.wire.nacks.length + churned.wire.violations.length === 0 ? 0 : 1);
