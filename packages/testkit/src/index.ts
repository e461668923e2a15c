//  CASES_DIR/<case>/{in.yaml,options.json} ──> translateCase ──> {status.json,xds.json} ──> comparator ──> parity table

export type { CaseOptions } from "./case-options.ts";
export { toTranslateOptions } from "./case-options.ts";
export type { Case, Comparator, Difference } from "./cases.ts";
export { listCases, loadComparator, readCase, repositoryRoot, sharedOracle, usesPolicies } from "./cases.ts";
export type { CaseOutcome, PassingRecord } from "./parity-run.ts";
export { extendRecord, readRecord, regressions, runParity, toTable, writeRecord } from "./parity-run.ts";
export type { Answer, GatewayStart, LogLine, RunningGateway } from "./running-gateway.ts";
export { ask, freePorts, gatewayEntry, sleep, startBackend, startGateway, until } from "./running-gateway.ts";
export type { CaseResult, CaseStatus } from "./translate-case.ts";
export { translateCase } from "./translate-case.ts";
export { writeResults } from "./write-results.ts";
