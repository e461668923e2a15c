import type { Json } from "../desired/json.ts";
import type { KubeKind, KubeObject } from "../desired/kubernetes/object.ts";
import type { ApiAnswer, KubernetesApi } from "./api.ts";
import { fleetKinds, pathOf } from "./kinds.ts";
import type { LiveObject } from "./live-object.ts";
import { fieldManager } from "./ownership.ts";

/** Who writes, if it may at the moment at which the write leaves. */
export interface Writer {
  readonly api: KubernetesApi;
  mayWrite(): boolean;
}

/** Writes an object by server-side apply: what others wrote into it stays, what Sluice wrote before and writes no more goes. */
export function applyObject({ api, mayWrite }: Writer, object: KubeObject): Promise<ApiAnswer> {
  const { namespace, name } = object.metadata;
  return api.request({
    method: "PATCH",
    path: pathOf(fleetKinds[object.kind], namespace, name),
    query: { fieldManager, force: true },
    contentType: "application/apply-patch+yaml",
    body: object as unknown as Json,
    permit: mayWrite,
  });
}

/** Deletes this object, and none that has taken its name since. */
export function deleteObject({ api, mayWrite }: Writer, kind: KubeKind, { metadata }: LiveObject): Promise<ApiAnswer> {
  return api.request({
    method: "DELETE",
    path: pathOf(fleetKinds[kind], metadata.namespace, metadata.name),
    permit: mayWrite,
    body: {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Background",
      preconditions: { uid: metadata.uid },
    },
  });
}

/** Looks whether an object is there, though nothing was seen of it. */
export function readObject(api: KubernetesApi, { kind, metadata }: KubeObject): Promise<ApiAnswer> {
  return api.request({ method: "GET", path: pathOf(fleetKinds[kind], metadata.namespace, metadata.name) });
}
