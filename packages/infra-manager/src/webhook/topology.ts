import { asObject, isObject, type Json, type JsonObject } from "../desired/json.ts";
import { fleetLabels, fleetOf } from "../desired/kubernetes/names.ts";

/** Where the API server asks. */
export const topologyPath = "/inject-pod-topology";
/** The label of nodes that is copied to pods, as an annotation: labels of pods select, annotations tell. */
export const zoneKey = "topology.kubernetes.io/zone";

/** What is known of a pod that is bound to a node. */
export interface BoundPod {
  readonly labels: Readonly<Record<string, string>>;
  readonly nodeLabels: Readonly<Record<string, string>>;
}

/** Which pod is bound to which node, as an admission review tells; undefined when it tells nothing of the kind. */
export function bindingIn(
  review: Json,
): { readonly namespace: string; readonly pod: string; readonly node: string } | undefined {
  const { object, namespace } = asObject(asObject(review).request);
  const binding = asObject(object);
  const { name, namespace: own } = asObject(binding.metadata);
  const node = asObject(binding.target).name;
  const within = typeof own === "string" && own !== "" ? own : namespace;
  if (typeof name !== "string" || typeof node !== "string" || node === "" || typeof within !== "string")
    return undefined;
  return { namespace: within, pod: name, node };
}

/**
 * The answer to an admission review of a binding: a proxy's pod gets the zone of its node, which the binding hands on to the
 * pod. Whatever happens, the pod is bound: a proxy without a zone is better than none.
 */
export function admit(review: Json, pod: BoundPod | undefined): JsonObject {
  const request = asObject(asObject(review).request);
  const zone = pod === undefined || !isProxy(pod) ? undefined : pod.nodeLabels[zoneKey];
  const { annotations } = asObject(asObject(request.object).metadata);
  const key = zoneKey.replaceAll("~", "~0").replaceAll("/", "~1");
  const patch =
    zone === undefined
      ? undefined
      : isObject(annotations)
        ? [{ op: "add", path: `/metadata/annotations/${key}`, value: zone }]
        : [{ op: "add", path: "/metadata/annotations", value: { [zoneKey]: zone } }];
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: {
      uid: request.uid ?? "",
      allowed: true,
      ...(patch !== undefined && {
        patchType: "JSONPatch",
        patch: Buffer.from(JSON.stringify(patch)).toString("base64"),
      }),
    },
  };
}

function isProxy({ labels }: BoundPod): boolean {
  return (
    fleetOf(labels) !== undefined && Object.entries(fleetLabels).every(([label, value]) => labels[label] === value)
  );
}
