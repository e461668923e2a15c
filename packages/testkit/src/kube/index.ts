//  pnpm kube:binaries ──> findKube ──> startCluster ──> etcd, kube-apiserver (RBAC, audit log), on request the controller manager
//                                          │              ^
//  client under test ──> startCuttableProxy ──────────────┘   cut, partitioned, restored

export type { KubeAnswer, KubeApi, Manifest } from "./api.ts";
export type { AuditEvent } from "./audit.ts";
export { readAudit } from "./audit.ts";
export { findKube, gatewayApiCrds, kubeMissing } from "./binaries.ts";
export type { CuttableProxy } from "./cuttable-proxy.ts";
export { startCuttableProxy } from "./cuttable-proxy.ts";
export type { Program } from "./program.ts";
export type { ClusterOptions, TestCluster } from "./start-cluster.ts";
export { installCrds, startCluster } from "./start-cluster.ts";
