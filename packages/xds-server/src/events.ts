import type { EncodedResource, ResourceName } from "@sluice/protos";

/** Who is at the other end of a stream. */
export interface XdsNode {
  readonly id: string;
  readonly cluster: string;
  /** The node's metadata as plain JSON. */
  readonly metadata: { readonly [field: string]: unknown };
}

/** One stream, as events name it. */
export interface StreamName {
  /** Counts up from 1 in the life of a server. */
  readonly stream: number;
  readonly node: XdsNode;
  readonly fleet: string;
  /** Address of the proxy, such as `127.0.0.1:41234`. */
  readonly peer: string;
  /** Who it proved to be; absent when nobody asks. */
  readonly identity?: string;
}

/** What a server reports while it runs. Times are in milliseconds. */
export type XdsEvent =
  | ({ readonly kind: "streamOpened" } & StreamName)
  | ({ readonly kind: "streamClosed"; readonly reason: string; readonly openForMs: number } & StreamName)
  /** A proxy that another control plane has configured is left as it is for some time. */
  | { readonly kind: "strangerLeft"; readonly peer: string; readonly waitMs: number }
  | {
      readonly kind: "streamRejected";
      readonly peer: string;
      readonly reason: string;
      /** Absent when it was turned away before it said so. */
      readonly node?: XdsNode;
      readonly identity?: string;
    }
  | ({
      readonly kind: "sent";
      readonly typeUrl: string;
      readonly nonce: string;
      readonly resources: readonly EncodedResource[];
      readonly removed: readonly string[];
      readonly bytes: number;
    } & StreamName)
  | ({
      readonly kind: "acked";
      readonly typeUrl: string;
      readonly nonce: string;
      readonly resources: readonly EncodedResource[];
      /** Since the response was written. */
      readonly latencyMs: number;
    } & StreamName)
  | ({
      readonly kind: "nacked";
      readonly typeUrl: string;
      readonly nonce: string;
      readonly resources: readonly EncodedResource[];
      readonly message: string;
      readonly latencyMs: number;
    } & StreamName)
  | ({ readonly kind: "refused"; readonly resource: EncodedResource; readonly message: string } & StreamName)
  | ({
      readonly kind: "held";
      readonly resource: ResourceName;
      readonly waitingFor: readonly ResourceName[];
    } & StreamName)
  | { readonly kind: "certificates"; readonly outcome: "loaded" | "kept"; readonly message: string };
