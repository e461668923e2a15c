import type { Collection } from "@sluice/collections";
import type { Gateway, GatewayClass } from "@sluice/resources";
import { Observable } from "rxjs";
import { pathOf } from "./api-path.ts";
import { delayOf } from "./backoff.ts";
import type { KubernetesCluster } from "./cluster.ts";
import type { Leadership } from "./lead.ts";

/** The finalizer that Gateway API names for this. */
export const classFinalizer = "gateway-exists-finalizer.gateway.networking.k8s.io";

/** Which classes are guarded, and how. */
export interface GuardClassesOptions {
  readonly cluster: KubernetesCluster;
  readonly controllerName: string;
  /** From `lead`; without it this process always writes. */
  readonly leadership$?: Observable<Leadership>;
  /** Spreads retries; a number in [0, 1). */
  readonly random?: () => number;
}

/** What happened to finalizers of classes. */
export type GuardEvent =
  | { readonly kind: "guarded" | "released"; readonly name: string }
  | { readonly kind: "failed"; readonly name: string; readonly message: string; readonly retryMs: number };

/** What has to be done to a class. */
export type GuardAction = "guard" | "release" | "nothing";

/** A class of ours has the finalizer exactly while it has Gateways; a class that is being deleted cannot get one. */
export function guardAction(
  { spec, metadata }: Pick<GatewayClass, "spec" | "metadata">,
  hasGateways: boolean,
  controllerName: string,
): GuardAction {
  if (spec.controllerName !== controllerName) return "nothing";
  const guarded = metadata.finalizers?.includes(classFinalizer) === true;
  if (guarded === hasGateways) return "nothing";
  if (guarded) return "release";
  return metadata.deletionTimestamp === undefined ? "guard" : "nothing";
}

/** Keeps classes that have Gateways from being deleted, as long as somebody listens. */
export function guardClasses(
  { classes, gateways }: { readonly classes: Collection<GatewayClass>; readonly gateways: Collection<Gateway> },
  options: GuardClassesOptions,
): Observable<GuardEvent> {
  return new Observable((subscriber) => {
    const { cluster, controllerName, leadership$, random = Math.random } = options;
    const counts = new Map<string, number>();
    const running = new Set<string>();
    const waiting = new Map<string, NodeJS.Timeout>();
    const failures = new Map<string, number>();
    let leadership: Pick<Leadership, "leading" | "holds"> | undefined =
      leadership$ === undefined ? { leading: true, holds: () => true } : undefined;

    const act = async (name: string): Promise<void> => {
      const owner = classes.get(name);
      if (owner === undefined || !classes.synced || !gateways.synced) return;
      if (running.has(name) || waiting.has(name) || leadership?.leading !== true) return;
      const action = guardAction(owner, counts.has(name), controllerName);
      if (action === "nothing") return;
      running.add(name);
      const message = leadership.holds() ? await change(name, action === "guard") : "the lease cannot be renewed";
      running.delete(name);
      if (subscriber.closed) return;
      if (message === undefined) {
        failures.delete(name);
        subscriber.next({ kind: action === "guard" ? "guarded" : "released", name });
        return;
      }
      const count = (failures.get(name) ?? 0) + 1;
      failures.set(name, count);
      const retryMs = delayOf({ firstMs: 500, longestMs: 60_000 }, count, random());
      subscriber.next({ kind: "failed", name, message, retryMs });
      waiting.set(
        name,
        setTimeout(() => {
          waiting.delete(name);
          void act(name);
        }, retryMs),
      );
    };

    /** Adds or removes our finalizer and no other; the result says why not. */
    const change = async (name: string, guard: boolean): Promise<string | undefined> => {
      try {
        const path = pathOf("GatewayClass", { name });
        const read = await cluster.request({ method: "GET", path });
        if (read.status === 404) return undefined;
        const metadata = (read.body.metadata ?? {}) as {
          readonly resourceVersion?: string;
          readonly finalizers?: string[];
        };
        const others = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== classFinalizer);
        const { status, body } = await cluster.request({
          method: "PATCH",
          path,
          contentType: "application/merge-patch+json",
          permit: () => leadership?.leading === true && leadership.holds(),
          body: {
            metadata: {
              resourceVersion: metadata.resourceVersion ?? "",
              finalizers: guard ? [...others, classFinalizer] : others,
            },
          },
        });
        if (status === 200 || status === 404) return undefined;
        return `${typeof body.message === "string" ? body.message : "no reason was given"} (status ${status})`;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    };

    const actAll = (): void => {
      for (const { key } of classes.list()) void act(key);
    };
    const subscriptions = [
      gateways.changes$.subscribe((batch) => {
        for (const one of batch) {
          const before = one.previous?.spec.gatewayClassName;
          const after = one.kind === "set" ? one.value.spec.gatewayClassName : undefined;
          if (after !== undefined) counts.set(after, (counts.get(after) ?? 0) + 1);
          if (before !== undefined) {
            const count = (counts.get(before) ?? 0) - 1;
            if (count > 0) counts.set(before, count);
            else counts.delete(before);
          }
        }
        actAll();
      }),
      classes.changes$.subscribe(actAll),
      leadership$?.subscribe((one) => {
        const led = leadership?.leading === true;
        leadership = one;
        if (one.leading && !led) actAll();
      }),
    ];
    return () => {
      for (const subscription of subscriptions) subscription?.unsubscribe();
      for (const timer of waiting.values()) clearTimeout(timer);
    };
  });
}
