import { afterEach, describe, expect, it } from "vitest";
import { idOf, placeKeyOf } from "./key.ts";
import type { Resource } from "./kinds.ts";
import type { Provider, ProviderEvent, ResourceId } from "./provider.ts";
import { readResource } from "./read-resource.ts";

export { type MemoryProvider, memoryProvider } from "./memory-provider.ts";

/** A provider under test, and the hands to change its source. */
export interface ProviderSubject {
  readonly provider: Provider;
  /** Puts objects into the source, replacing those with the same names. */
  write(...resources: readonly Resource[]): Promise<void> | void;
  /** Takes objects out of the source. */
  remove(...ids: readonly ResourceId[]): Promise<void> | void;
  /** Puts an object into the source that the provider has to report; absent when the source refuses such objects. */
  writeInvalid?(id: ResourceId): Promise<void> | void;
  /** Makes the source unreadable. */
  lose(): Promise<void> | void;
  /** Makes the source readable again. */
  restore(): Promise<void> | void;
  /** How many watchers, timers and connections the provider holds. */
  open(): number;
  /** Removes the source. */
  dispose?(): Promise<void> | void;
}

/** Time for an event to arrive, in milliseconds. */
const patience = 10_000;
/** Time in which an event that must not come would have come, in milliseconds. */
const quiet = 300;

/** What every provider promises, whatever its source. */
export function providerContract(name: string, make: () => Promise<ProviderSubject> | ProviderSubject): void {
  describe(`${name} as a provider`, { timeout: 3 * patience }, () => {
    const endings: (() => Promise<void> | void)[] = [];
    afterEach(async () => {
      for (const end of endings.splice(0).reverse()) await end();
    });

    async function start(...initial: readonly Resource[]): Promise<{ subject: ProviderSubject; seen: Seen }> {
      const subject = await made();
      if (initial.length > 0) await subject.write(...initial);
      return { subject, seen: watched(subject.provider) };
    }

    async function made(): Promise<ProviderSubject> {
      const subject = await make();
      endings.push(() => subject.dispose?.());
      return subject;
    }

    function watched(provider: Provider): Seen {
      const seen = new Seen(provider);
      endings.push(() => seen.stop());
      return seen;
    }

    it("does nothing before somebody subscribes", async () => {
      const subject = await made();
      subject.provider.watch();
      expect(subject.open()).toBe(0);
    });

    it("delivers all that exists, then says once that it is in sync", async () => {
      const { seen } = await start(service("a"), service("b"));
      await seen.until(() => seen.synced > 0, "synced");
      expect(seen.keysWhenSynced).toEqual(["Service/default/a", "Service/default/b"]);
      await pause();
      expect(seen.synced).toBe(1);
    });

    it("is in sync with an empty source, too", async () => {
      const { seen } = await start();
      await seen.until(() => seen.synced > 0, "synced");
      expect(seen.keysWhenSynced).toEqual([]);
    });

    it("delivers new and changed objects, and only those", async () => {
      const { subject, seen } = await start(service("a"));
      await seen.until(() => seen.synced > 0, "synced");
      const before = seen.upserts.length;
      await subject.write(service("a"), service("b"));
      await seen.until(() => seen.has("Service/default/b"), "the new object");
      await subject.write(service("b", 81));
      await seen.until(() => seen.port("Service/default/b") === 81, "the changed object");
      expect(seen.upserts.slice(before)).toEqual(["Service/default/b", "Service/default/b"]);
    });

    it("says which objects are gone", async () => {
      const { subject, seen } = await start(service("a"), service("b"));
      await seen.until(() => seen.synced > 0, "synced");
      await subject.remove(idOf(service("a")));
      await seen.until(() => !seen.has("Service/default/a"), "the deletion");
      expect(seen.keys()).toEqual(["Service/default/b"]);
      await subject.write(service("a"));
      await seen.until(() => seen.has("Service/default/a"), "the object's return");
    });

    it("does not take a lost source for an empty one", async () => {
      const { subject, seen } = await start(service("a"), service("b"));
      await seen.until(() => seen.synced > 0, "synced");
      await subject.lose();
      await seen.until(() => seen.lost.length > 0, "lost");
      await pause();
      expect(seen.keys()).toEqual(["Service/default/a", "Service/default/b"]);
      expect(seen.lost[0]).not.toBe("");
    });

    it("catches up after a loss, with deletions", async () => {
      const { subject, seen } = await start(service("a"), service("b"));
      await seen.until(() => seen.synced > 0, "synced");
      await subject.lose();
      await seen.until(() => seen.lost.length > 0, "lost");
      await subject.restore();
      await subject.write(service("c"));
      await subject.remove(idOf(service("a")));
      await seen.until(() => seen.keys().join() === "Service/default/b,Service/default/c", "the new state");
      expect(seen.synced).toBe(1);
    });

    it("takes everything down when nobody listens", async () => {
      const { subject, seen } = await start(service("a"));
      await seen.until(() => seen.synced > 0, "synced");
      expect(subject.open()).toBeGreaterThan(0);
      seen.stop();
      await waitFor(() => subject.open() === 0, "everything to be closed");
      const count = seen.count;
      await subject.write(service("b"));
      await pause();
      expect(seen.count).toBe(count);
    });

    it("serves each subscriber in full", async () => {
      const { subject, seen } = await start(service("a"));
      await seen.until(() => seen.synced > 0, "synced");
      const second = watched(subject.provider);
      await second.until(() => second.synced > 0, "synced");
      expect(second.keysWhenSynced).toEqual(["Service/default/a"]);
      seen.stop();
      await subject.write(service("b"));
      await second.until(() => second.has("Service/default/b"), "an object after the first subscriber left");
    });

    it("reports an object that cannot be used, delivers the others, and takes the report back", async ({ skip }) => {
      const subject = await made();
      if (subject.writeInvalid === undefined) return skip("the source holds no invalid objects");
      await subject.write(service("a"));
      await subject.writeInvalid(idOf(service("b")));
      const seen = watched(subject.provider);
      await seen.until(() => seen.synced > 0 && seen.reports.length > 0, "synced and the report");
      expect(seen.keys()).toEqual(["Service/default/a"]);
      await subject.write(service("b"));
      await seen.until(() => seen.reports.length === 0 && seen.has("Service/default/b"), "the report's end");
    });
  });
}

/** The state that a provider's events amount to. */
class Seen {
  synced = 0;
  count = 0;
  keysWhenSynced: readonly string[] = [];
  readonly upserts: string[] = [];
  readonly lost: string[] = [];
  reports: readonly unknown[] = [];
  readonly #objects = new Map<string, Resource>();
  readonly #stop: () => void;
  #failure: unknown;

  constructor(provider: Provider) {
    const subscription = provider.watch().subscribe({
      next: (event) => this.#take(event),
      error: (thrown: unknown) => {
        this.#failure = thrown ?? new Error("failed");
      },
    });
    this.#stop = () => subscription.unsubscribe();
  }

  stop(): void {
    this.#stop();
  }

  keys(): readonly string[] {
    return [...this.#objects.keys()].sort();
  }

  has(key: string): boolean {
    return this.#objects.has(key);
  }

  port(key: string): number | undefined {
    const resource = this.#objects.get(key);
    return resource?.kind === "Service" ? resource.spec?.ports?.[0]?.port : undefined;
  }

  until(condition: () => boolean, what: string): Promise<void> {
    return waitFor(() => {
      // A provider never fails: a source that cannot be read is an event.
      if (this.#failure !== undefined) throw this.#failure;
      return condition();
    }, what);
  }

  #take(event: ProviderEvent): void {
    this.count++;
    switch (event.kind) {
      case "changed":
        for (const id of event.deletes) this.#objects.delete(placeKeyOf(id));
        for (const resource of event.upserts) {
          const key = placeKeyOf(idOf(resource));
          this.upserts.push(key);
          this.#objects.set(key, resource);
        }
        return;
      case "synced":
        this.synced++;
        this.keysWhenSynced = this.keys();
        return;
      case "lost":
        this.lost.push(event.message);
        return;
      case "reports":
        this.reports = event.reports;
        return;
    }
  }
}

/** A Service; a provider may deliver it with more fields, such as a uid. */
function service(name: string, port = 80): Resource {
  const { resource } = readResource({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: { ports: [{ port }] },
  });
  if (resource === undefined) throw new Error("bug: the contract's own Service is refused");
  return resource;
}

async function waitFor(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${patience} ms in vain for ${what}`);
    await pause(5);
  }
}

function pause(milliseconds = quiet): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
