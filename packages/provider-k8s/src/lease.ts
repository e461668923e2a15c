import type { JsonObject } from "@sluice/resources";

/** What a Lease says. */
export interface LeaseRecord {
  /** "" for nobody. */
  readonly holder: string;
  readonly durationMs: number;
  readonly acquireTime: string | undefined;
  readonly renewTime: string | undefined;
  readonly transitions: number;
  readonly resourceVersion: string;
}

/** A record, and when it was first seen in this form. */
export interface Observed {
  readonly record: LeaseRecord;
  /** By this process's own clock: the clocks of others do not matter. */
  readonly at: number;
}

/** Reads a Lease. */
export function readLease(lease: JsonObject): LeaseRecord {
  const spec = objectIn(lease.spec);
  const { resourceVersion } = objectIn(lease.metadata);
  const seconds = spec.leaseDurationSeconds;
  return {
    holder: typeof spec.holderIdentity === "string" ? spec.holderIdentity : "",
    durationMs: typeof seconds === "number" ? seconds * 1000 : 0,
    acquireTime: textIn(spec.acquireTime),
    renewTime: textIn(spec.renewTime),
    transitions: typeof spec.leaseTransitions === "number" ? spec.leaseTransitions : 0,
    resourceVersion: textIn(resourceVersion) ?? "",
  };
}

/** What is known after a look: a record that was renewed counts from now. */
export function observe(before: Observed | undefined, record: LeaseRecord, now: number): Observed {
  const same = before !== undefined && JSON.stringify(before.record) === JSON.stringify(record);
  return same ? before : { record, at: now };
}

/** How long a candidate has to wait until it may take the lease; 0 when it may now. */
export function waitFor({ record, at }: Observed, identity: string, now: number): number {
  if (record.holder === "" || record.holder === identity) return 0;
  return Math.max(0, at + record.durationMs - now);
}

/** The specification of a Lease that is taken or renewed. */
export function leaseSpec(
  before: LeaseRecord | undefined,
  identity: string,
  { durationMs, now }: { readonly durationMs: number; readonly now: Date },
): JsonObject {
  const time = microTime(now);
  const renewed = before?.holder === identity;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: Math.max(1, Math.ceil(durationMs / 1000)),
    acquireTime: (renewed ? before.acquireTime : undefined) ?? time,
    renewTime: time,
    leaseTransitions: before === undefined ? 0 : before.transitions + (renewed ? 0 : 1),
  };
}

/** The specification of a Lease that is given back: whoever comes next may take it at once. */
export function releasedSpec(before: LeaseRecord, now: Date): JsonObject {
  const time = microTime(now);
  return {
    holderIdentity: "",
    leaseDurationSeconds: 1,
    acquireTime: time,
    renewTime: time,
    leaseTransitions: before.transitions,
  };
}

function microTime(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}

function objectIn(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
