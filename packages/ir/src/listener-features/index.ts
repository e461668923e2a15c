import type { Http3 } from "./http3.ts";

/** What a listener can say about its clients' connections: one line and one file per feature. Absent means Sluice's default. */
export interface ListenerFeatures {
  readonly http3?: Http3;
}
