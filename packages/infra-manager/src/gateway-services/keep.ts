import type { Collection } from "@sluice/collections";
import { Observable, Subscription } from "rxjs";
import type { InfraEvent } from "../events.ts";
import type { ApiAnswer, KubernetesApi } from "../kubernetes/api.ts";
import { fleetKinds, pathOf } from "../kubernetes/kinds.ts";
import type { InfraLeadership } from "../kubernetes/options.ts";
import { fieldManager } from "../kubernetes/ownership.ts";
import {
  type FoundGatewayService,
  type GatewayService,
  gatewayOfService,
  gatewayServiceName,
  gatewayServiceObject,
  isAsWanted,
} from "./gateway-service.ts";

/** What is wanted and what there is. */
export interface GatewayServices {
  readonly wanted: Collection<GatewayService>;
  readonly found: Collection<FoundGatewayService>;
}

/** How Services beside Gateways are kept. */
export interface KeepGatewayServicesOptions {
  readonly api: KubernetesApi;
  /** Whether this process may write; always unless given. */
  readonly leadership$?: Observable<InfraLeadership>;
  /** Rest after a failure, in milliseconds. */
  readonly retryMs?: number;
}

/** Keeps a name beside each Gateway whose proxies live elsewhere, as long as somebody listens. Nothing else depends on it. */
export function keepGatewayServices(
  { wanted, found }: GatewayServices,
  { api, leadership$, retryMs = 60_000 }: KeepGatewayServicesOptions,
): Observable<InfraEvent> {
  return new Observable((subscriber) => {
    const subscriptions = new Subscription();
    const due = new Set<string>();
    const told = new Map<string, string>();
    const timers = new Map<string, NodeJS.Timeout>();
    let leadership: InfraLeadership | undefined =
      leadership$ === undefined ? { leading: true, holds: () => true } : undefined;
    let busy = false;
    const mayWrite = (): boolean => leadership?.leading === true && leadership.holds();
    const ofGateway = (key: string): readonly FoundGatewayService[] =>
      found.list().filter(({ namespace, labels }) => gatewayOfService(namespace, labels) === key);

    const look = (keys: Iterable<string>): void => {
      for (const key of keys) due.add(key);
      if (!busy && !subscriber.closed && wanted.synced && found.synced && mayWrite()) void work();
    };
    const work = async (): Promise<void> => {
      busy = true;
      for (const key of due) {
        if (subscriber.closed || !mayWrite()) break;
        due.delete(key);
        const message = await reconcile(key).catch((error: Error) => error.message);
        if (message === undefined) told.delete(key);
        else fail(key, message);
      }
      busy = false;
    };
    const fail = (key: string, message: string): void => {
      if (told.get(key) !== message && !subscriber.closed)
        subscriber.next({ kind: "problem", key, problem: { kind: "infrastructure", message } });
      told.set(key, message);
      clearTimeout(timers.get(key));
      timers.set(key, setTimeout(() => look([key]), retryMs).unref());
    };
    const reconcile = async (key: string): Promise<string | undefined> => {
      const service = wanted.get(key);
      const name = service && gatewayServiceName(service);
      for (const old of ofGateway(key)) {
        if (old.name === name) continue;
        const preconditions = old.uid === undefined ? {} : { preconditions: { uid: old.uid } };
        const body = { apiVersion: "v1", kind: "DeleteOptions", ...preconditions };
        const answer = await api.request({
          method: "DELETE",
          path: pathTo(old.namespace, old.name),
          body,
          permit: mayWrite,
        });
        if (answer.status >= 300 && answer.status !== 404) return said(`${old.namespace}/${old.name}`, answer);
        tell(key, `${old.namespace}/${old.name}`, "deleted");
      }
      if (service === undefined || name === undefined) return undefined;
      const live = ofGateway(key).find((one) => one.name === name);
      if (live !== undefined && isAsWanted(service, live)) return undefined;
      const path = pathTo(service.namespace, name);
      // A name that somebody else has taken stays theirs.
      if (live === undefined) {
        const { status, body } = await api.request({ method: "GET", path });
        const { labels = {} } = (body.metadata ?? {}) as { readonly labels?: Readonly<Record<string, string>> };
        if (status === 200 && gatewayOfService(service.namespace, labels) !== key)
          return `Service ${service.namespace}/${name} is somebody else's, so that the Gateway has none beside it`;
      }
      const answer = await api.request({
        method: "PATCH",
        path,
        query: { fieldManager, force: true },
        contentType: "application/apply-patch+yaml",
        body: gatewayServiceObject(service),
        permit: mayWrite,
      });
      if (answer.status >= 300) return said(`${service.namespace}/${name}`, answer);
      tell(key, `${service.namespace}/${name}`, live === undefined ? "created" : "changed");
      return undefined;
    };
    const tell = (key: string, object: string, change: "created" | "changed" | "deleted"): void => {
      if (!subscriber.closed) subscriber.next({ kind: "written", key, object: `Service ${object}`, change });
    };

    subscriptions.add(wanted.changes$.subscribe((changes) => look(changes.map(({ key }) => key))));
    subscriptions.add(
      found.changes$.subscribe((changes) => {
        const seen = changes.flatMap((change) => [change.previous, change.kind === "set" ? change.value : undefined]);
        look(seen.flatMap((one) => (one ? (gatewayOfService(one.namespace, one.labels) ?? []) : [])));
      }),
    );
    if (leadership$)
      subscriptions.add(
        leadership$.subscribe((next) => {
          leadership = next;
          look([]);
        }),
      );
    return () => {
      subscriptions.unsubscribe();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  });
}

function pathTo(namespace: string, name: string): string {
  return pathOf(fleetKinds.Service, namespace, name);
}

function said(object: string, { status, body }: ApiAnswer): string {
  return `Service ${object} cannot be written: ${String(body.message ?? status)}`;
}
