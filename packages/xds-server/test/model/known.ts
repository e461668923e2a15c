// Schedules of random runs that once failed, as short as they could be made.
import type { Action } from "./universe.ts";

/** A change is written as its numbers, everything else with the index of its proxy. */
type Step =
  | readonly ["change", ...(readonly [number, number, number, number])[]]
  | readonly ["respond" | "request" | "drain" | "reconnect" | "rest" | "arrive", number];

export interface KnownSchedule {
  readonly title: string;
  /** Whether proxies refuse some of its resources. */
  readonly withBad: boolean;
  readonly steps: readonly Step[];
}

export function toActions({ steps }: KnownSchedule): readonly Action[] {
  return steps.map((step): Action => {
    const [kind, ...rest] = step;
    if (kind === "change") return { kind, changes: rest as (readonly [number, number, number, number])[] };
    return { kind, link: rest[0] as number };
  });
}

export const knownSchedules: readonly KnownSchedule[] = [
  {
    title: "a cluster left half made twice",
    withBad: true,
    steps: [
      ["change", [0, 0, 0, 0]],
      ["change", [28, 47, 0, 0]],
      ["arrive", 0],
      ["change", [98, 94, 0, 0], [80, 75, 0, 0], [0, 0, 0, 0]],
      ["change", [39, 2, 1, 0], [0, 0, 0, 0]],
      ["arrive", 0],
      ["change", [17, 0, 0, 0]],
      ["change", [0, 0, 47, 0], [34, 0, 0, 0]],
      ["change", [0, 0, 0, 0]],
      ["reconnect", 0],
    ],
  },
  {
    title: "a new version in place of one that nobody knows, and that one is bad",
    withBad: true,
    steps: [
      ["change", [72, 0, 10, 0]],
      ["change", [54, 0, 0, 0]],
      ["arrive", 0],
      ["change", [87, 28, 0, 0]],
      ["reconnect", 1],
      ["change", [0, 0, 7, 0]],
      ["request", 1],
      ["change", [12, 0, 0, 0]],
      ["request", 0],
    ],
  },
  {
    title: "routes that go back while a cluster is half made",
    withBad: true,
    steps: [
      ["change", [61, 0, 0, 0], [0, 0, 0, 0]],
      ["change", [0, 55, 4, 0], [0, 0, 0, 31]],
      ["arrive", 0],
      ["change", [72, 22, 0, 0]],
      ["change", [87, 86, 0, 0], [65, 0, 0, 0], [60, 0, 0, 0]],
      ["change", [39, 2, 10, 49]],
      ["arrive", 0],
      ["change", [64, 0, 95, 0], [83, 0, 0, 80]],
      ["change", [76, 55, 0, 0], [17, 0, 0, 0], [0, 0, 69, 0]],
      ["request", 0],
    ],
  },
  {
    title: "a secret to blame that nothing uses any more",
    withBad: true,
    steps: [
      ["change", [6, 4, 0, 49], [0, 0, 5, 3]],
      ["arrive", 0],
      ["change", [39, 0, 56, 4], [87, 2, 0, 0]],
      ["change", [83, 15, 22, 0]],
      ["arrive", 0],
      ["change", [85, 0, 0, 3], [96, 0, 4, 0]],
      ["change", [28, 21, 5, 41]],
      ["reconnect", 0],
      ["request", 0],
    ],
  },
  {
    title: "a listener beside one whose secret is bad and goes",
    withBad: true,
    steps: [
      ["change", [72, 0, 16, 0], [1, 0, 0, 0]],
      ["change", [17, 0, 0, 0]],
      ["change", [72, 7, 32, 0], [0, 0, 0, 3]],
      ["arrive", 0],
      ["change", [43, 3, 0, 0]],
      ["change", [39, 2, 47, 0]],
      ["change", [72, 25, 88, 0]],
      ["change", [52, 0, 0, 0]],
      ["arrive", 0],
      ["reconnect", 0],
      ["change", [41, 0, 70, 0]],
      ["change", [21, 66, 0, 0], [76, 0, 0, 0], [12, 0, 0, 0]],
      ["request", 0],
    ],
  },
  {
    title: "listeners whose secret is refused in company",
    withBad: true,
    steps: [
      ["change", [28, 0, 16, 0]],
      ["change", [76, 0, 0, 0]],
      ["change", [72, 53, 70, 0]],
      ["change", [54, 0, 0, 0]],
      ["change", [17, 45, 4, 0]],
      ["change", [36, 0, 0, 0], [28, 43, 0, 0]],
      ["request", 1],
      ["respond", 1],
      ["reconnect", 1],
      ["respond", 0],
    ],
  },
  {
    title: "a cluster beside a refused one, across a reconnect",
    withBad: true,
    steps: [
      ["change", [28, 20, 29, 0], [1, 0, 0, 0]],
      ["rest", 0],
      ["change", [32, 76, 0, 0]],
      ["change", [53, 56, 17, 0]],
      ["change", [10, 3, 0, 0]],
      ["rest", 0],
      ["change", [10, 7, 0, 0], [39, 0, 65, 0]],
      ["change", [72, 7, 10, 0], [25, 75, 0, 0]],
      ["rest", 0],
      ["change", [28, 23, 22, 0]],
      ["respond", 0],
      ["reconnect", 0],
      ["change", [77, 8, 0, 0]],
      ["request", 0],
    ],
  },
  {
    title: "endpoints refused as the stream ends",
    withBad: true,
    steps: [
      ["change", [72, 2, 0, 0], [0, 0, 0, 0]],
      ["change", [0, 0, 7, 0], [21, 89, 0, 0], [0, 0, 0, 0]],
      ["rest", 0],
      ["change", [72, 0, 0, 0]],
      ["rest", 0],
      ["reconnect", 0],
      ["change", [0, 80, 0, 0]],
      ["respond", 1],
      ["request", 1],
      ["respond", 1],
      ["request", 1],
      ["request", 0],
      ["reconnect", 1],
      ["request", 0],
      ["respond", 0],
      ["respond", 0],
    ],
  },
  {
    title: "a cluster that may have gone, and is used",
    withBad: false,
    steps: [
      ["change", [0, 0, 20, 0]],
      ["change", [36, 59, 0, 0]],
      ["arrive", 0],
      ["change", [36, 0, 0, 0]],
      ["arrive", 0],
      ["change", [16, 51, 11, 0], [0, 0, 0, 0]],
      ["change", [0, 11, 14, 0], [21, 3, 0, 0]],
      ["arrive", 0],
      ["change", [48, 0, 17, 0], [4, 0, 0, 0]],
      ["respond", 0],
      ["request", 0],
      ["change", [0, 0, 21, 0]],
      ["respond", 0],
      ["reconnect", 0],
      ["respond", 0],
    ],
  },
  {
    title: "virtual hosts behind routes that are refused in company",
    withBad: true,
    steps: [
      ["change", [28, 0, 0, 0]],
      ["change", [76, 66, 0, 0], [0, 0, 0, 0]],
      ["change", [59, 0, 0, 29]],
      ["change", [6, 7, 0, 11], [0, 0, 0, 0]],
      ["change", [61, 0, 4, 0]],
      ["arrive", 0],
      ["change", [5, 0, 0, 5]],
      ["arrive", 0],
      ["change", [0, 0, 31, 0], [59, 0, 0, 0]],
      ["drain", 0],
    ],
  },
  {
    title: "a virtual host that goes and comes back with its routes' vhds",
    withBad: true,
    steps: [
      ["change", [6, 0, 0, 71]],
      ["change", [15, 82, 0, 34], [0, 0, 0, 0]],
      ["arrive", 0],
      ["change", [70, 16, 0, 0], [0, 0, 0, 0]],
      ["change", [82, 0, 0, 0], [5, 0, 0, 62]],
      ["change", [37, 4, 0, 0], [0, 0, 0, 0]],
      ["respond", 0],
    ],
  },
  {
    title: "endpoints that an updated cluster waits for, refused after a reconnect",
    withBad: true,
    steps: [
      ["change", [61, 0, 0, 40]],
      ["change", [0, 20, 7, 51]],
      ["arrive", 0],
      ["reconnect", 0],
      ["request", 0],
      ["change", [98, 67, 0, 0], [20, 0, 0, 0]],
      ["request", 0],
      ["change", [12, 19, 0, 0]],
      ["request", 0],
    ],
  },
  {
    title: "a refused secret that the proxy had left by then",
    withBad: true,
    steps: [
      ["change", [83, 94, 4, 0], [98, 21, 0, 0]],
      ["request", 1],
      ["change", [30, 0, 4, 0]],
      ["change", [39, 0, 92, 0]],
      ["change", [36, 0, 0, 0]],
      ["change", [0, 0, 31, 13], [0, 0, 0, 0]],
      ["request", 0],
      ["change", [39, 8, 41, 4]],
      ["change", [32, 15, 0, 0], [0, 0, 0, 0]],
      ["rest", 0],
      ["reconnect", 0],
    ],
  },
  {
    title: "a virtual host that was ACKed unseen, then replaced by a bad one",
    withBad: true,
    steps: [
      ["change", [39, 0, 0, 68], [5, 0, 0, 0]],
      ["change", [81, 0, 0, 62]],
      ["arrive", 0],
      ["change", [60, 0, 0, 10]],
      ["rest", 0],
      ["change", [59, 6, 0, 0], [0, 0, 0, 0]],
      ["change", [72, 0, 0, 0]],
      ["reconnect", 1],
      ["arrive", 0],
      ["change", [72, 6, 0, 22]],
      ["change", [15, 0, 0, 33], [61, 0, 1, 0]],
      ["change", [28, 11, 44, 41]],
      ["change", [61, 0, 0, 0]],
      ["change", [87, 84, 0, 0], [0, 0, 0, 0]],
      ["drain", 0],
    ],
  },
];
