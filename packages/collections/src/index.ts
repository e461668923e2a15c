//   source.set/delete ─> source ─┬─> derive ──> derive ──┬──> changes$   current state first, then batches
//   (from outside,               ├─> index ───> groups ──┤
//   at the next flush)           └─> join ───────────────┴──> list(), get(key)
//
//   One flush per tick runs what the writes touched, each key once, in creation order; equal output stops there.
//   collect(lists) and settle(collections) are the same graph for plain data in and plain data out.

export { GraphBug } from "./bug.ts";
export type {
  Change,
  Collected,
  Collection,
  CollectionStats,
  Derivation,
  Graph,
  Group,
  Index,
  Keyed,
  Read,
  Source,
} from "./collection.ts";
export { dump } from "./dump.ts";
export { createGraph } from "./graph.ts";
export { kept } from "./kept.ts";
export { oneText } from "./one-text.ts";
export { type Collections, collect, type Lists, type Settled, settle } from "./settle.ts";
export { byKey } from "./sorted.ts";
