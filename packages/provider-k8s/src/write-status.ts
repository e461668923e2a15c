import { isKindName, type JsonObject } from "@sluice/resources";
import { dequal } from "dequal/lite";
import { pathOf } from "./api-path.ts";
import type { ApiAnswer, KubernetesCluster } from "./cluster.ts";
import { mergeStatus } from "./merge-status.ts";
import { rawObject, statusText } from "./raw-object.ts";
import { isLater } from "./resource-version.ts";
import { parseSeen, type SeenStatus, type SeenStatuses } from "./seen-statuses.ts";

/** An object, and what its status should say. */
export interface Target {
  readonly key: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Undefined: our entries go. */
  readonly status: JsonObject | undefined;
}

/** What came of it. */
export type Written =
  /** The cluster has the status, as `held`; not `stable`: the server spells it otherwise, which is to be taken for equal. */
  | { readonly kind: "written"; readonly attempts: number; readonly held: string; readonly stable: boolean }
  | { readonly kind: "same" }
  /** The object is gone. */
  | { readonly kind: "gone" }
  /** This process may not write any more. */
  | { readonly kind: "stopped" }
  /** `refused`: it would be again, as long as the status stays the same. */
  | { readonly kind: "failed"; readonly message: string; readonly refused: boolean; readonly retryAfterMs?: number };

/** How one status is written. */
export interface WriteContext {
  readonly cluster: KubernetesCluster;
  readonly controllerName: string;
  readonly seen: SeenStatuses | undefined;
  /** Asked right before each write. */
  readonly mayWrite: () => boolean;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Conflicts in a row after which an object is left alone for a while. */
const mostConflicts = 5;
const answerMs = 5000;

/**
 * Writes one status, if it differs from what the cluster has. The version that was read goes along, so that nothing that
 * others wrote meanwhile is lost: the server refuses, the object is read again and the status merged anew.
 */
export async function writeStatus(
  target: Target,
  settled: string | undefined,
  context: WriteContext,
): Promise<Written> {
  if (!isKindName(target.kind)) return { kind: "failed", message: `${target.kind} is no kind of ours`, refused: true };
  const { cluster, seen, signal } = context;
  const version = seen?.servedVersion(target.kind);
  const path = pathOf(target.kind, { ...target, ...(version === undefined ? {} : { version }) });
  const read = async (): Promise<SeenStatus | Written> => {
    const answer = await cluster.request({ method: "GET", path, timeoutMs: answerMs, signal });
    if (answer.status === 404) return { kind: "gone" };
    return answer.status === 200 ? see(target.key, answer.body, seen) : refused(answer);
  };
  try {
    let current: SeenStatus | Written | undefined = seen === undefined ? await read() : seen.get(target.key);
    for (let attempts = 1; attempts <= mostConflicts; attempts++) {
      if (current === undefined) return { kind: "gone" };
      if ("kind" in current) return current;
      if (settled !== undefined && current.status === settled) return { kind: "same" };
      const before = parseSeen(current);
      const now = context
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, "Z");
      const merging = { kind: target.kind, controllerName: context.controllerName, now };
      const status = mergeStatus(before, target.status, merging);
      if (dequal(status, before)) return { kind: "same" };
      if (!context.mayWrite()) return { kind: "stopped" };
      const answer: ApiAnswer = await cluster.request({
        method: "PUT",
        path: `${path}/status`,
        body: {
          apiVersion: apiVersionIn(path),
          kind: target.kind,
          metadata: {
            name: target.name,
            ...(target.namespace === "" ? {} : { namespace: target.namespace }),
            resourceVersion: current.resourceVersion,
          },
          status,
        },
        timeoutMs: answerMs,
        permit: context.mayWrite,
        signal,
      });
      if (answer.status === 404) return { kind: "gone" };
      if (answer.status === 200) {
        const held = see(target.key, answer.body, seen);
        // A server that spells it otherwise would make us write again and again.
        const stable = dequal(mergeStatus(parseSeen(held), target.status, merging), parseSeen(held));
        return { kind: "written", attempts, held: held.status, stable };
      }
      if (answer.status !== 409) return refused(answer);
      current = await read();
    }
    return { kind: "failed", message: "others change the object all the time", refused: false };
  } catch (error) {
    if (signal.aborted || !context.mayWrite()) return { kind: "stopped" };
    return { kind: "failed", message: error instanceof Error ? error.message : String(error), refused: false };
  }
}

/** Remembers what the server told; what was told later by the watch stays. */
function see(key: string, body: JsonObject, seen: SeenStatuses | undefined): SeenStatus {
  const raw = rawObject(body);
  if (raw === undefined) throw new Error("the API server answers with an object that has no name");
  const status = { resourceVersion: raw.resourceVersion, status: statusText(raw) };
  const known = seen?.get(key);
  if (known !== undefined && isLater(status.resourceVersion, known.resourceVersion)) seen?.set(key, status);
  return status;
}

function refused({ status, body, retryAfterMs }: ApiAnswer): Written {
  const message = typeof body.message === "string" ? body.message : "no reason was given";
  return {
    kind: "failed",
    message: `${message} (status ${status})`,
    refused: status < 500 && status !== 429,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** The group and version of an object's path. */
function apiVersionIn(path: string): string {
  const [, root = "", first = "", second = ""] = path.split("/");
  return root === "api" ? first : `${first}/${second}`;
}
