import type { Problem } from "@sluice/ir";
import { asList, asObject } from "../desired/json.ts";
import type { KubeObject } from "../desired/kubernetes/object.ts";
import type { ApiAnswer } from "./api.ts";
import { fleetKinds } from "./kinds.ts";

/** What was tried. */
export interface Attempt {
  readonly object: Pick<KubeObject, "kind" | "metadata">;
  readonly verb: "written" | "deleted";
}

/** An object that could not be written, as a problem that names it, the field at fault and what to do. */
export function explainFailure({ object, verb }: Attempt, { status, body }: ApiAnswer): Problem {
  const { kind, metadata } = object;
  const about = `${kind} ${metadata.namespace}/${metadata.name} cannot be ${verb}`;
  const message = typeof body.message === "string" ? body.message : `the API server answered ${status}`;
  const causes = asList(asObject(body.details).causes).map(asObject);
  const [cause] = causes;
  if (status === 403 && /exceeded quota/.test(message)) {
    const remedy = `Raise the quota of namespace ${metadata.namespace}, or ask for less in EnvoyProxy.spec.provider.kubernetes.`;
    return { kind: "infrastructure", message: `${about}: ${message}`, remedy };
  }
  if (status === 403 && /^[\w.]+ ".*" is forbidden: User /.test(message)) {
    const { group, plural } = fleetKinds[kind];
    const verbs = verb === "written" ? "create and patch" : "delete";
    const remedy = `Let the control plane's ServiceAccount ${verbs} ${plural}${group === "" ? "" : `.${group}`} in namespace ${metadata.namespace}.`;
    return { kind: "infrastructure", message: `${about}: ${message}`, remedy };
  }
  if (status === 404 && /^namespaces /.test(message)) {
    const remedy = `Create namespace ${metadata.namespace}.`;
    return { kind: "infrastructure", message: `${about}: ${message}`, remedy };
  }
  if (cause !== undefined && typeof cause.field === "string") {
    const said = causes.map((one) => `${one.field}: ${one.message}`).join("; ");
    const immutable = causes.some((one) => /immutable/.test(String(one.message)));
    const remedy = immutable
      ? `Undo the change, or delete ${kind} ${metadata.namespace}/${metadata.name}; it is made anew.`
      : "Correct EnvoyProxy.spec.provider.kubernetes, or the Gateway's infrastructure and addresses.";
    return { kind: "infrastructure", message: `${about}: ${said}`, remedy, place: { field: cause.field } };
  }
  return { kind: "infrastructure", message: `${about}: ${message}` };
}

/** True for an answer that another try may change without anybody doing anything. */
export function isPassing({ status }: ApiAnswer): boolean {
  return status === 409 || status === 429 || status >= 500;
}
