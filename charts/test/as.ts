import type { TestCluster } from "@sluice/testkit/kube";

/** Tells whether an account may do something: `<verb> <group>/<resource>[/<subresource>] [in <namespace>] [named <name>]`. */
export type May = (what: string) => Promise<boolean>;

/** Asks the API server what RBAC grants a service account. */
export async function as(
  { api }: TestCluster,
  account: { readonly namespace: string; readonly name: string },
): Promise<May> {
  const user = `system:serviceaccount:${account.namespace}:${account.name}`;
  return async (what) => {
    const match = /^(\w+) ([\w.]*)\/(\w+)(?:\/(\w+))?(?: in ([\w-]+))?(?: named ([\w.-]+))?$/.exec(what);
    if (match === null) throw new Error(`bug: not a question: ${what}`);
    const [, verb, group, resource, subresource, namespace, name] = match;
    const { status, body } = await api.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: {
        user,
        groups: ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`, "system:authenticated"],
        resourceAttributes: { verb, group, resource, subresource, namespace, name },
      },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.status.allowed === true;
  };
}
