export type {
  ApiAnswer,
  ApiRequest,
  KubernetesCluster,
  OpenClusterOptions,
  StreamEnd,
  StreamRequest,
} from "./cluster.ts";
export type { GuardClassesOptions, GuardEvent } from "./guard-classes.ts";
export { classFinalizer, guardClasses } from "./guard-classes.ts";
export type { Leadership, LeadOptions } from "./lead.ts";
export { lead } from "./lead.ts";
export { openCluster } from "./open-cluster.ts";
export type { KubernetesProviderOptions } from "./provide.ts";
export { kubernetesProvider } from "./provide.ts";
export type { WatchScope } from "./scope.ts";
export type { SeenStatus, SeenStatuses } from "./seen-statuses.ts";
export { seenStatuses } from "./seen-statuses.ts";
export type { Rate } from "./token-bucket.ts";
export type { StatusEvent, WriteStatusesOptions, WrittenStatus } from "./write-statuses.ts";
export { writeStatuses } from "./write-statuses.ts";
