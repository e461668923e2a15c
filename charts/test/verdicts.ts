import { type KindName, kindNames, kinds } from "@sluice/resources";
import type { TestCluster } from "@sluice/testkit/kube";

/** An object as users write it. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** What an API server says to an object. */
export interface Verdict {
  readonly valid: boolean;
  /** With what it fills in; without status. */
  readonly content: unknown;
  readonly message?: string;
}

/** Asks an API server about an object, without keeping it. `group` takes the place of the object's own. */
export async function verdictOf({ api }: TestCluster, object: Written, group?: string): Promise<Verdict> {
  const [, own, version] = /^(.+)\/(\w+)$/.exec(object.apiVersion) ?? [];
  const kind = kindNames.find((name): name is KindName => name === object.kind && kinds[name].group === own);
  if (kind === undefined) throw new Error(`bug: ${object.apiVersion} ${object.kind} is no kind of ours`);
  const { plural, namespaced } = kinds[kind];
  const base = `/apis/${group ?? own}/${version}${namespaced ? "/namespaces/default" : ""}/${plural}`;
  const { status: _, ...content } = object;
  const body = {
    ...content,
    apiVersion: `${group ?? own}/${version}`,
    metadata: { name: "asked", ...(namespaced ? { namespace: "default" } : {}) },
  };
  const answer = await api.request("POST", `${base}?dryRun=All`, body);
  if (answer.status === 201) {
    const { apiVersion: __, kind: ___, metadata: ____, status: _____, ...filled } = answer.body;
    return { valid: true, content: filled };
  }
  // 400: a value whose type no schema has to look at.
  if (answer.status !== 422 && answer.status !== 400) throw new Error(`${base}: ${JSON.stringify(answer.body)}`);
  return { valid: false, content: undefined, message: answer.body.message };
}

/** Does something for all, some at a time. */
export async function forAll<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const each of rest) await work(each);
    }),
  );
}
