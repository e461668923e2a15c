import { setTimeout as wait } from "node:timers/promises";
import { Observable, type Subscriber } from "rxjs";
import { asList, asObject, type JsonObject } from "../desired/json.ts";
import type { ApiAnswer, KubernetesApi } from "./api.ts";
import { type LiveObject, toLiveObject } from "./live-object.ts";

/** What is learned of a kind. */
export type Followed =
  /** Everything that there is now. */
  | { readonly kind: "listed"; readonly objects: readonly LiveObject[] }
  | { readonly kind: "set"; readonly object: LiveObject }
  | { readonly kind: "deleted"; readonly object: LiveObject }
  /** It cannot be followed now, and is tried again; what was learned stays. */
  | { readonly kind: "lost"; readonly message: string; readonly status?: number };

/** Which objects. */
export interface Question {
  readonly path: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

const pageSize = 500;
const firstWaitMs = 250;
const longestWaitMs = 30_000;

/** The objects that answer a question, and how they change, for as long as somebody listens. */
export function follow(api: KubernetesApi, question: Question): Observable<Followed> {
  return new Observable((subscriber) => {
    const ending = new AbortController();
    void run(api, { question, subscriber, signal: ending.signal });
    return () => ending.abort();
  });
}

interface Following {
  readonly question: Question;
  readonly subscriber: Subscriber<Followed>;
  readonly signal: AbortSignal;
}

async function run(api: KubernetesApi, following: Following): Promise<void> {
  const { subscriber, signal } = following;
  let failures = 0;
  let version: string | undefined;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      version ??= await list(api, following);
      version = await watch(api, { ...following, version });
      // A watch that lasted was a good one.
      if (version !== undefined && performance.now() - began > 1000) failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const status = error instanceof Refused ? error.answer.status : undefined;
      subscriber.next({ kind: "lost", message: (error as Error).message, ...(status !== undefined && { status }) });
    }
    const pause = Math.min(firstWaitMs * 2 ** failures, longestWaitMs) * (0.5 + Math.random());
    failures += 1;
    await wait(pause, undefined, { signal }).catch(() => {});
  }
}

/** Carries an answer that is no list. */
class Refused extends Error {
  readonly answer: ApiAnswer;
  constructor(answer: ApiAnswer) {
    super(String(answer.body.message ?? `status ${answer.status}`));
    this.answer = answer;
  }
}

async function list(api: KubernetesApi, { question, subscriber, signal }: Following): Promise<string> {
  const { path, ...query } = question;
  const objects: LiveObject[] = [];
  let next: string | undefined;
  for (;;) {
    const answer = await api.request({
      method: "GET",
      path,
      query: { ...query, limit: pageSize, continue: next },
      signal,
    });
    if (answer.status === 410 && next !== undefined) {
      // The pages took too long: begin anew.
      objects.length = 0;
      next = undefined;
      continue;
    }
    if (answer.status !== 200) throw new Refused(answer);
    objects.push(...asList(answer.body.items).map((item) => toLiveObject(asObject(item))));
    const metadata = asObject(answer.body.metadata);
    if (typeof metadata.continue === "string" && metadata.continue !== "") {
      next = metadata.continue;
      continue;
    }
    if (!signal.aborted) subscriber.next({ kind: "listed", objects });
    return String(metadata.resourceVersion ?? "");
  }
}

/** Watches until the stream ends; from where to go on, or undefined when everything must be listed again. */
async function watch(
  api: KubernetesApi,
  { question, subscriber, signal, version }: Following & { readonly version: string },
): Promise<string | undefined> {
  const { path, ...query } = question;
  let last: string | undefined = version;
  const take = (line: string): void => {
    const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: JsonObject };
    if (type === "ERROR") {
      last = undefined;
      return;
    }
    const resourceVersion = asObject(object.metadata).resourceVersion;
    if (last !== undefined && typeof resourceVersion === "string") last = resourceVersion;
    if (type === "BOOKMARK" || signal.aborted) return;
    subscriber.next({ kind: type === "DELETED" ? "deleted" : "set", object: toLiveObject(object) });
  };
  const end = await api.stream({
    path,
    query: {
      ...query,
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: version,
      // Not all watches of all replicas end at once.
      timeoutSeconds: 300 + Math.floor(Math.random() * 300),
    },
    signal,
    onOpen() {},
    onLines: (lines) => lines.forEach(take),
  });
  switch (end.kind) {
    case "closed":
    case "broken":
      return last;
    case "refused":
      if (end.answer.status === 410) return undefined;
      throw new Refused(end.answer);
  }
}
