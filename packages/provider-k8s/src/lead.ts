import type { JsonObject } from "@sluice/resources";
import { Observable } from "rxjs";
import type { ApiAnswer, ApiRequest, KubernetesCluster } from "./cluster.ts";
import { type LeaseRecord, leaseSpec, type Observed, observe, readLease, releasedSpec, waitFor } from "./lease.ts";
import { sleep } from "./sleep.ts";

/** The election that a process takes part in; times as in client-go. */
export interface LeadOptions {
  readonly cluster: KubernetesCluster;
  /** Name of the Lease. */
  readonly name: string;
  readonly namespace: string;
  /** Unique among the candidates, such as the pod's name and a random suffix. */
  readonly identity: string;
  /** How long others wait for a leader that has fallen silent; default 15,000. */
  readonly leaseDurationMs?: number;
  /** How long a leader that cannot renew goes on; default 10,000. Less than the lease's duration. */
  readonly renewDeadlineMs?: number;
  /** Rest between tries; default 2,000. */
  readonly retryPeriodMs?: number;
  /** Spreads the tries of candidates; a number in [0, 1). */
  readonly random?: () => number;
}

/** Who leads, as this process sees it. */
export interface Leadership {
  readonly leading: boolean;
  /** Identity of the leader; absent when nobody leads or it is not known. */
  readonly leader?: string;
  /**
   * Whether this process may act as the leader at this moment: by its own clock nobody else can have the lease. A process
   * that was paused finds out here, before it acts: give it to requests as their `permit`.
   */
  holds(): boolean;
  /** Why the lease could not be had, renewed, or looked at. */
  readonly message?: string;
}

/**
 * Takes part in an election as long as somebody listens; the lease is given back at the end (`cluster.close()` waits for that).
 * Says at once that this process does not lead, then each change.
 */
export function lead(options: LeadOptions): Observable<Leadership> {
  return new Observable((subscriber) => {
    const candidate = new Candidate(options, (leadership) => subscriber.next(leadership));
    void candidate.run();
    return () => candidate.stop();
  });
}

/** A moment by two clocks: one does not run while the machine sleeps. */
interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

class Candidate {
  readonly #options: Required<LeadOptions>;
  readonly #tell: (leadership: Leadership) => void;
  readonly #stopping = new AbortController();
  readonly #path: string;
  #observed: Observed | undefined;
  /** When the last renewal that succeeded was sent. */
  #renewed: Moment | undefined;
  #told = "";

  constructor(options: LeadOptions, tell: (leadership: Leadership) => void) {
    this.#options = {
      leaseDurationMs: 15_000,
      renewDeadlineMs: 10_000,
      retryPeriodMs: 2000,
      random: Math.random,
      ...options,
    };
    const { leaseDurationMs, renewDeadlineMs, retryPeriodMs, namespace, name } = this.#options;
    if (!(retryPeriodMs < renewDeadlineMs && renewDeadlineMs < leaseDurationMs))
      throw new Error("the times of an election must grow: retry period, renew deadline, lease duration");
    this.#tell = tell;
    this.#path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;
  }

  async run(): Promise<void> {
    const { signal } = this.#stopping;
    this.#say(undefined);
    while (!signal.aborted) {
      const message = await this.#try();
      if (signal.aborted) break;
      if (this.#leftMs() <= 0) this.#renewed = undefined;
      this.#say(message);
      await sleep(this.#restMs(), signal);
    }
    await this.#release();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #release(): Promise<void> {
    const record = this.#observed?.record;
    if (this.#renewed === undefined || record === undefined) return;
    this.#renewed = undefined;
    try {
      await this.#put(record, releasedSpec(record, new Date()));
    } catch {
      // The others wait until the lease is over.
    }
  }

  /** How long this process may still act as the leader. */
  #leftMs(): number {
    if (this.#renewed === undefined) return 0;
    const { monotonic, wall } = this.#renewed;
    const age = Math.max(performance.now() - monotonic, Date.now() - wall);
    return this.#options.renewDeadlineMs - age;
  }

  /** A leader renews regularly; a candidate comes when the lease may be over, and not together with the others. */
  #restMs(): number {
    const { retryPeriodMs, identity, random } = this.#options;
    if (this.#renewed !== undefined) return retryPeriodMs;
    const rest = retryPeriodMs * (1 + 1.2 * random());
    if (this.#observed === undefined) return rest;
    const wait = waitFor(this.#observed, identity, performance.now());
    return wait === 0 ? rest : Math.min(rest, wait + random() * 100);
  }

  /** Takes or renews the lease if that is possible; the result says why not. */
  async #try(): Promise<string | undefined> {
    const sent = { monotonic: performance.now(), wall: Date.now() };
    try {
      // A leader knows the Lease: nobody else may have written it.
      const known = this.#renewed === undefined ? undefined : this.#observed?.record;
      if (known !== undefined) {
        const answer = await this.#put(known, this.#spec(known));
        if (answer.status === 200) return this.#won(answer.body, sent);
        if (answer.status !== 409) return statusMessage(answer);
      }
      const read = await this.#ask({ method: "GET", path: this.#path });
      if (read.status === 404) return await this.#create(sent);
      if (read.status !== 200) return statusMessage(read);
      const record = readLease(read.body);
      this.#observed = observe(this.#observed, record, performance.now());
      if (record.holder !== this.#options.identity) this.#renewed = undefined;
      if (waitFor(this.#observed, this.#options.identity, performance.now()) > 0) return undefined;
      const answer = await this.#put(record, this.#spec(record));
      if (answer.status === 200) return this.#won(answer.body, sent);
      // Somebody else was faster.
      return answer.status === 409 ? undefined : statusMessage(answer);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #create(sent: Moment): Promise<string | undefined> {
    const { namespace, name } = this.#options;
    const answer = await this.#ask({
      method: "POST",
      path: this.#path.slice(0, this.#path.lastIndexOf("/")),
      body: {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name, namespace },
        spec: this.#spec(undefined),
      },
    });
    if (answer.status === 201) return this.#won(answer.body, sent);
    return answer.status === 409 ? undefined : statusMessage(answer);
  }

  #won(lease: JsonObject, sent: Moment): undefined {
    this.#observed = observe(this.#observed, readLease(lease), performance.now());
    this.#renewed = sent;
  }

  #spec(before: LeaseRecord | undefined): JsonObject {
    const { identity, leaseDurationMs } = this.#options;
    return leaseSpec(before, identity, { durationMs: leaseDurationMs, now: new Date() });
  }

  #put(record: LeaseRecord, spec: JsonObject): Promise<ApiAnswer> {
    const { namespace, name } = this.#options;
    const body = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name, namespace, resourceVersion: record.resourceVersion },
      spec,
    };
    return this.#ask({ method: "PUT", path: this.#path, body });
  }

  /** A leader that gets no answer must know when its time is over. */
  #ask(request: ApiRequest): Promise<ApiAnswer> {
    const timeoutMs = this.#renewed === undefined ? this.#options.renewDeadlineMs / 2 : Math.max(100, this.#leftMs());
    return this.#options.cluster.request({ ...request, timeoutMs, urgent: true });
  }

  #say(message: string | undefined): void {
    const leading = this.#renewed !== undefined;
    const holder = this.#observed?.record.holder ?? "";
    const told = JSON.stringify([leading, holder, message]);
    if (told === this.#told) return;
    this.#told = told;
    this.#tell({
      leading,
      ...(holder === "" ? {} : { leader: holder }),
      holds: () => !this.#stopping.signal.aborted && this.#leftMs() > 0,
      ...(message === undefined ? {} : { message }),
    });
  }
}

function statusMessage({ status, body }: ApiAnswer): string {
  return `${typeof body.message === "string" ? body.message : "no reason was given"} (status ${status})`;
}
