import { idOf, type Provider, type ProviderEvent, placeKeyOf, type Resource } from "@sluice/resources";

/** What a provider's events amount to. */
export interface Followed {
  readonly events: readonly ProviderEvent[];
  readonly synced: boolean;
  /** The message, while the source is lost. */
  readonly lost: string | undefined;
  readonly reports: readonly { readonly severity: string; readonly about: { readonly name: string } }[];
  get(key: string): Resource | undefined;
  /** `<kind>/<key>` of the objects of a kind, sorted. */
  keys(kind: string): readonly string[];
  until(holds: () => boolean): Promise<void>;
  stop(): void;
}

/** Subscribes to a provider. */
export function follow(provider: Provider): Followed {
  const objects = new Map<string, Resource>();
  const events: ProviderEvent[] = [];
  let reports: Followed["reports"] = [];
  let lost: string | undefined;
  const subscription = provider.watch().subscribe((event) => {
    events.push(event);
    if (event.kind === "lost") lost = event.message;
    if (event.kind === "changed" || event.kind === "synced") lost = undefined;
    if (event.kind === "reports") reports = event.reports;
    if (event.kind !== "changed") return;
    for (const id of event.deletes) objects.delete(placeKeyOf(id));
    for (const resource of event.upserts) objects.set(placeKeyOf(idOf(resource)), resource);
  });
  return {
    events,
    get synced() {
      return events.some(({ kind }) => kind === "synced");
    },
    get lost() {
      return lost;
    },
    get reports() {
      return reports;
    },
    get: (key) => objects.get(key),
    keys: (kind) => [...objects.keys()].filter((key) => key.startsWith(`${kind}/`)).sort(),
    async until(holds) {
      const since = performance.now();
      while (!holds()) {
        if (performance.now() - since > 60_000)
          throw new Error(
            `it did not come about within a minute; last events: ${JSON.stringify(events.slice(-5)).slice(0, 2000)}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    stop: () => subscription.unsubscribe(),
  };
}
